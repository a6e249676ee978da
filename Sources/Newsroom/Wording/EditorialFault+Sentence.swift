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
        case .wentOut(let id): "edition \(id) went out and is what readers have: make a new one"
        case .savedMeanwhile(let id): "somebody saved edition \(id) at the same time: look, and try again"
        case .contested(let id): "edition \(id) is being changed by others again and again: try again"
        case .noZone(let time):
            "whose clock shows \(time)? Say it with --in, like --in Europe/Kyiv, or once with “zone:” in publication.yaml"
        case .noSuchPublication(let id, let file):
            "there is no publication “\(id)”: \(file) would say who it is"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .noSuchArticle, .noSuchText, .articlePlanned, .nothingNew, .noSuchEdition, .noSuchRevision,
            .noSubject,
            .wentOut, .noSuchPublication:
            .data
        case .savedMeanwhile, .contested: .temporary
        case .noZone: .usage
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
