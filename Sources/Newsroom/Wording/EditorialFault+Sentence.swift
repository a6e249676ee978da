// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import Sender

extension EditorialFault: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        switch self {
        case .noSuchArticle(let slug, let nearest):
            "there is no article “\(slug)”: "
                + (nearest.map { "did you mean “\($0)”?" } ?? "“daybreak article list” names those there are")
        case .noSuchText(let slug, let revision):
            "“\(slug)” has no text as revision \(revision): “daybreak article history \(slug)” names those there are"
        case .articlePlanned(let slug, let mailing, let edition, let time, let zone):
            "mailing \(mailing) carries “\(slug)” at \(ZonedTime.text(time, in: zone)): "
                + "take it out with “daybreak edition edit \(edition)”, or cancel the mailing, first"
        case .nothingNew:
            "no article was added since the last edition: add some, or name them with --article"
        case .noSuchEdition(let id):
            "there is no edition \(id): “daybreak edition list” names those there are"
        case .noSuchRevision(let id, let revision):
            "edition \(id) has no revision \(revision): “daybreak edition history \(id)” names those there are"
        case .noSubject: "the edition has no subject"
        case .carried(let id, let mailings):
            "edition \(id) is carried by "
                + "\(mailings.count == 1 ? "mailing" : "mailings") \(mailings.map { "\($0)" }.joined(separator: ", "))"
                + ": “daybreak mailing cancel” first"
        case .wentOut(let id): "edition \(id) went out and is what readers have: make a new one"
        case .notOut(let id): "edition \(id) did not go out: change it with “daybreak edition edit \(id)”"
        case .savedMeanwhile(let id): "somebody saved edition \(id) at the same time: look, and try again"
        case .articleSavedMeanwhile(let slug):
            "somebody changed “\(slug)” at the same time: “daybreak article history \(slug)” says who; look, and try again"
        case .contested(let id): "edition \(id) is being changed by others again and again: try again"
        case .noZone(let time):
            "whose clock shows \(time)? Say it with --in, like --in Europe/Kyiv, or once with “zone:” in publication.yaml"
        case .noSuchPublication(let id, let file):
            "there is no publication “\(id)”: \(file) would say who it is"
        case .notAPublicationName(let id):
            "“\(id)” cannot name a publication: use a–z, 0–9 and hyphens, like low-tide"
        case .publicationExists(let id, let path):
            "\(path) is there already: choose another name than “\(id)”, or change publication.yaml there"
        case .listOfOther(let list, let publication):
            "the list “\(list)” gets the editions of \(publication): choose another name"
        case .noSuchTheme(let name, let known):
            "there is no theme “\(name)”: known are \(known.joined(separator: ", "))"
        case .unfit(let what, let fault): "the \(what) \(fault)"
        case .noPicture(let trouble): trouble.sentence
        case .accent(let text, .notAColour): "“\(text)” is not a colour like #0a6b63"
        case .accent(let text, .pale(let contrast)):
            "\(text) is too pale to read on paper: its contrast is \((contrast * 10).rounded() / 10), and 4.5 is the least; take a darker one"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .noSuchArticle, .noSuchText, .articlePlanned, .nothingNew, .noSuchEdition, .noSuchRevision,
            .noSubject, .carried, .wentOut, .notOut, .noSuchPublication, .notAPublicationName,
            .publicationExists, .listOfOther,
            .noSuchTheme, .unfit, .accent, .noPicture:
            .data
        case .savedMeanwhile, .articleSavedMeanwhile, .contested: .temporary
        case .noZone: .usage
        }
    }
}

extension ChangeFault: ExplainedError {
    /// What, where and what to do.
    var sentence: String {
        func list(_ words: [String]) -> String { words.joined(separator: ", ") }
        return switch self {
        case .notAnAssignment(let text): "“\(text)” is no change: write it like subject=\"Fog on the river\""
        case .unknownKey(let key, let known, let nearest):
            "there is no “\(key)” to set: "
                + (nearest.map { "did you mean “\($0)”?" } ?? "known are \(list(known))")
        case .missing(let key): "“\(key)” cannot be empty"
        case .notADate(let text): "“\(text)” is not a date like 2026-11-24"
        case .notAnAddress(let text, let fault): "“\(text)” \(fault)"
        case .unknownValue(let value, let key, let known):
            "“\(key)” cannot be “\(value)”: known are \(list(known))"
        case .noSuchStory(let name, let stories, let nearest):
            "the edition has no story “\(name)”: "
                + (nearest.map { "did you mean “\($0)”?" } ?? "it has \(list(stories))")
        case .notAPlace(let text, let count):
            "“\(text)” is no place: say up, down, first, last or a number from 1 to \(count)"
        case .lastStory(let slug): "“\(slug)” is the edition's last story: an edition has one at least"
        }
    }

    /// How a script should take it.
    var kind: Sysexit {
        switch self {
        case .notAnAssignment, .unknownKey: .usage
        default: .data
        }
    }
}

extension EditionOvertaken: ExplainedError {
    /// What, where and what to do.
    public var sentence: String {
        let who = latest.author.isEmpty ? "somebody" : latest.author
        return
            "\(fields.joined(separator: ", ")) of edition \(edition) changed meanwhile (\(who), revision \(latest.number)): nothing is saved; your text is in \(file.path); “daybreak edition edit \(edition)” opens the edition as it is now"
    }

    /// How a script should take it.
    public var kind: Sysexit { .data }
}

extension ProofBlocked: ExplainedError {
    /// The first finding, and what to do.
    public var sentence: String {
        let count = findings.count == 1 ? "a finding" : "\(findings.count) findings"
        let first = findings.first.map { "\($0.rule.rawValue) in \($0.place): \($0.message)" } ?? ""
        return
            "edition \(edition) is blocked by \(count) of its proof (\(first)): “daybreak edition proof \(edition)” lists them; mend it, or say --override REASON"
    }

    /// How a script should take it.
    public var kind: Sysexit { .data }
}
