// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Mustache

/// The mail that asks somebody to confirm what was asked in their name, in the publication's name, words and colours.
public enum ConfirmationLetter {
    /// What it asks.
    public enum Question: Hashable, Sendable {
        /// Whether they want a list.
        case subscription
        /// Whether they want a list at this address in place of the one they have.
        case newAddress
        /// Whether they want a list at another address than this.
        case formerAddress

        /// The names of what it says: what it is about, the question, the button, and what to do if it was not them.
        fileprivate var words: (heading: String, ask: String, button: String, ignore: String) {
            switch self {
            case .subscription: ("confirm", "confirm_ask", "confirm_button", "confirm_ignore")
            case .newAddress:
                (
                    "confirm_new_address", "confirm_new_address_ask", "confirm_address_button",
                    "confirm_ignore"
                )
            case .formerAddress:
                (
                    "confirm_former_address", "confirm_former_address_ask", "confirm_address_button",
                    "confirm_former_address_ignore"
                )
            }
        }

        /// Where its button leads.
        fileprivate func link(_ links: ReaderLinks) -> MergeText {
            self == .subscription ? links.confirm : links.address
        }
    }

    /// Sets the letter.
    /// - Parameters:
    ///   - title: what the list is called.
    ///   - links: where the newsroom answers.
    public static func composed(
        _ question: Question, for title: String, in publication: Publication,
        links: ReaderLinks
    ) throws -> ComposedEdition {
        let names = question.words
        let words = (
            heading: "\(publication.words[names.heading]): \(title)", ask: publication.words[names.ask],
            button: publication.words[names.button], ignore: publication.words[names.ignore]
        )
        let target = question.link(links)
        let slots = target.slots
        let link = target.pieces.map { piece in
            switch piece {
            case .literal(let text): text
            case .slot: MergeText.marker(0)
            }
        }.joined()
        let own: [String: Any] = [
            "language": publication.language, "direction": publication.direction, "name": publication.name,
            "heading": words.heading, "ask": words.ask, "button": words.button, "ignore": words.ignore,
            "link": link,
            "address": publication.postalAddress.joined(separator: ", "),
        ]
        let view = (publication.brand.view(with: links.ownMedia) as [String: Any]).merging(own) { $1 }
        let html = try HTMLTemplate.parse(page).render(view)
        let text = [
            publication.name, words.heading, words.ask, "\(words.button):\n\(link)", words.ignore,
            "-- \n\(publication.postalAddress.joined(separator: "\n"))",
        ].joined(separator: "\n\n")
        return ComposedEdition(
            subject: MergeText(words.heading), html: MergeText(marked: html, slots: slots),
            text: MergeText(marked: "\(text)\n", slots: slots))
    }

    private static let page = """
        <!doctype html>
        <html lang="{{language}}" dir="{{direction}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{heading}}</title>
        <style>
        @media (prefers-color-scheme: dark) {
          body, .sheet { background: {{paper_dark}} !important; color: {{ink_dark}} !important; }
          .button { background: {{accent_dark}} !important; }
          .button a { color: {{paper_dark}} !important; }
          .soft { color: {{soft_dark}} !important; }
        }
        </style>
        </head>
        <body style="margin:0;background:{{paper}};color:{{ink}}">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="sheet" align="center" style="padding:32px 20px;background:{{paper}}">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:480px"><tr><td style="font:18px/1.6 {{font_text}}">
        <p style="margin:0 0 24px;font-weight:bold">{{#logo}}<img src="{{url}}" alt="{{alt}}" width="{{width}}" style="max-width:100%;height:auto;border:0">{{/logo}}{{^logo}}{{name}}{{/logo}}</p>
        <h1 style="margin:0 0 16px;font-family:{{font_headline}};font-size:26px;line-height:1.25">{{heading}}</h1>
        <p style="margin:0 0 24px">{{ask}}</p>
        <table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td class="button" bgcolor="{{accent}}" style="background:{{accent}};border-radius:3px">
        <a href="{{link}}" style="display:inline-block;padding:12px 24px;font:bold 16px/1.4 {{font_label}};color:{{paper}};text-decoration:none">{{button}}</a>
        </td></tr></table>
        <p class="soft" style="margin:24px 0 0;color:{{soft}}">{{ignore}}</p>
        <p class="soft" style="margin:32px 0 0;font-size:14px;color:{{soft}}">{{address}}</p>
        </td></tr></table>
        </td></tr></table>
        </body>
        </html>

        """
}
