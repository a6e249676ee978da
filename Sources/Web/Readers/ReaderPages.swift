import Composer
import Hummingbird
import Mustache
import Newsroom
import Subscribers

/// The pages readers see, in the publication's name and colour.
struct ReaderPages: Sendable {
    private let library: MustacheLibrary
    private var brand: [String: String]

    init(
        _ brand: (name: String, language: String, direction: String, accent: (light: String, dark: String))
    ) throws {
        self.brand = Self.view(brand)
        var templates = [
            "page": Self.frame, "unsubscribe": Self.question, "unsubscribed": Self.farewell,
            "preferences": Self.choice, "unknown": Self.lost,
        ]
        templates.merge(Self.signUpTemplates) { $1 }
        templates.merge(Self.confirmationTemplates) { $1 }
        templates.merge(Self.faultTemplates) { $1 }
        library = MustacheLibrary(templates: try templates.mapValues(HTMLTemplate.parse))
    }

    /// The same pages in another brand.
    func branded(
        _ brand: (name: String, language: String, direction: String, accent: (light: String, dark: String))
    ) -> ReaderPages {
        var pages = self
        pages.brand = Self.view(brand)
        return pages
    }

    private static func view(
        _ brand: (name: String, language: String, direction: String, accent: (light: String, dark: String))
    ) -> [String: String] {
        [
            "name": brand.name, "language": brand.language, "direction": brand.direction,
            "accent": brand.accent.light, "accent_dark": brand.accent.dark,
        ]
    }

    func unsubscribe(_ place: ReaderDesk.Place) -> Page {
        page(.ok, "unsubscribe", "Unsubscribe from \(place.title)?", [:])
    }

    func unsubscribed(_ place: ReaderDesk.Place) -> Page {
        page(.ok, "unsubscribed", "You are unsubscribed", ["title": place.title])
    }

    func preferences(_ preferences: ReaderDesk.Preferences) -> Page {
        let lists: [[String: Any]] = preferences.subscriptions.map { subscription in
            [
                "list": subscription.list, "title": subscription.title,
                "is_active": subscription.status != .unsubscribed,
                "is_unconfirmed": subscription.status == .unconfirmed,
            ]
        }
        let sections = preferences.sections.map {
            ["name": $0.name, "is_wanted": $0.isWanted] as [String: Any]
        }
        return page(
            .ok, "preferences", "Your subscriptions",
            ["lists": lists, "has_sections": !sections.isEmpty, "sections": sections])
    }

    var unknown: Page { page(.notFound, "unknown", "This link does not work", [:]) }

    /// Sets a page.
    /// - Parameters:
    ///   - name: of the template.
    ///   - heading: what it says first, and what the browser calls it.
    func page(
        _ status: HTTPResponse.Status, _ name: String, _ heading: String, _ values: [String: Any],
        headers: HTTPFields = [:]
    ) -> Page {
        let view = (brand as [String: Any]).merging(values) { $1 }.merging(["heading": heading]) { $1 }
        let body = library.render(view, withTemplate: name) ?? ""
        return Page(
            status, library.render(view.merging(["body": body]) { $1 }, withTemplate: "page") ?? "",
            headers: headers)
    }

    private static let frame = """
        <!doctype html>
        <html lang="{{language}}" dir="{{direction}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{heading}} – {{name}}</title>
        <style>
        body { margin: 0; background: #fbf7f0; color: #1f1813; font: 18px/1.6 Georgia, 'Times New Roman', serif; }
        main { max-width: 34rem; margin: 0 auto; padding: 3rem 1.25rem; }
        .brand { margin: 0 0 2rem; border-top: 3px solid; border-bottom: 1px solid; padding: .9rem 0; font-size: 1.7rem;
          font-weight: bold; letter-spacing: -.03em; text-align: center; }
        p, h1 { overflow-wrap: anywhere; }
        h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .8rem; }
        h2 { font-size: 1.2rem; margin: 2rem 0 0; }
        ul { list-style: none; margin: 1.5rem 0; padding: 0; }
        li { display: flex; justify-content: space-between; align-items: center; gap: 1rem; border-top: 1px solid #ddd2c4;
          padding: .8rem 0; }
        form { margin: 0; }
        button { font: bold 1rem/1.4 Arial, Helvetica, sans-serif; color: #fff; background: {{accent}}; border: 0;
          border-radius: 3px; padding: .7rem 1.4rem; cursor: pointer; }
        a { color: {{accent}}; }
        label { font: bold 1rem/1.4 Arial, Helvetica, sans-serif; }
        label .soft { font-weight: normal; }
        input { box-sizing: border-box; width: 100%; margin: .35rem 0 0; padding: .65rem .8rem; border: 1px solid #85786b;
          border-radius: 3px; background: #fff; color: inherit; font: 1rem/1.4 Arial, Helvetica, sans-serif; }
        input[aria-invalid] { border-color: #a3200d; box-shadow: inset 0 0 0 1px #a3200d; }
        button:focus-visible, input:focus-visible, a:focus-visible { outline: 3px solid #1f1813; outline-offset: 2px; }
        .field { margin: 1.3rem 0 0; }
        .fault { margin: .4rem 0 0; color: #a3200d; font: 1rem/1.4 Arial, Helvetica, sans-serif; }
        .nobody { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }
        .small { margin: 1.3rem 0; font-size: .9rem; }
        .soft { color: #6b5f55; }
        @media (prefers-color-scheme: dark) {
          body { background: #171310; color: #f1e9df; }
          li { border-color: #453b33; }
          button { background: {{accent_dark}}; color: #171310; }
          a { color: {{accent_dark}}; }
          input { background: #241e19; border-color: #94877a; }
          input[aria-invalid] { border-color: #ff9d8a; box-shadow: inset 0 0 0 1px #ff9d8a; }
          button:focus-visible, input:focus-visible, a:focus-visible { outline-color: #f1e9df; }
          .fault { color: #ff9d8a; }
          .soft { color: #b8aa9c; }
        }
        </style>
        </head>
        <body><main>
        <p class="brand">{{name}}</p>
        {{{body}}}
        </main></body>
        </html>

        """

    private static let question = """
        <h1>{{heading}}</h1>
        <p>You will get no more editions of this letter. Nothing has changed yet.</p>
        <form method="post"><button type="submit" name="from" value="page">Unsubscribe</button></form>
        """

    private static let farewell = """
        <h1>{{heading}}</h1>
        <p>{{title}} will not be sent to you any more.</p>
        <p class="soft">If that was a mistake, subscribe again the way you did the first time.</p>
        """

    private static let choice = """
        <h1>{{heading}}</h1>
        <ul>
        {{#lists}}
        <li><span>{{title}}{{#is_unconfirmed}}<br><span class="small soft">not confirmed yet</span>{{/is_unconfirmed}}</span>{{#is_active}}<form method="post"><button type="submit" name="leave" value="{{list}}" aria-label="Unsubscribe from {{title}}">Unsubscribe</button></form>{{/is_active}}{{^is_active}}<span class="soft">unsubscribed</span>{{/is_active}}</li>
        {{/lists}}
        </ul>
        {{#has_sections}}
        <h2>Sections</h2>
        <ul>
        {{#sections}}
        <li><span>{{name}}</span><form method="post">{{#is_wanted}}<button type="submit" name="without" value="{{name}}" aria-label="Leave out {{name}}">Leave out</button>{{/is_wanted}}{{^is_wanted}}<button type="submit" name="with" value="{{name}}" aria-label="Put back {{name}}">Put back</button>{{/is_wanted}}</form></li>
        {{/sections}}
        </ul>
        {{/has_sections}}
        """

    private static let lost = """
        <h1>{{heading}}</h1>
        <p>It may have been cut off or changed on its way. Try the link in your latest edition.</p>
        """
}
