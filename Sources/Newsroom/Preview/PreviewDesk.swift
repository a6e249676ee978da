// SPDX-License-Identifier: Apache-2.0
public import Composer
import Foundation
public import MailFormat
import SQLiteStore
public import Sender

/// An edition as it stands at this moment, for a page that is looked at while the edition is made: its articles, its
/// templates, and the draft that “edition edit” has open.
public struct PreviewDesk: Sendable {
    /// The result of a look at the edition.
    public enum Look: Hashable, Sendable {
        /// - Parameter isDraft: whether it is a text that was not saved: what would be sent is another.
        case composed(EditionPreview, isDraft: Bool)
        /// Why it cannot be composed as it stands, and whether that is a text that was not saved.
        case broken(String, isDraft: Bool)
    }

    /// The clock by which a page that watches the edition waits.
    public var clock: SendClock { desk.clock.steady }

    private let desk: EditorialDesk
    private let edition: EditionID
    private let reader: EmailAddress?

    /// - Parameter reader: whose copy; a stranger's if nil.
    public init(_ desk: EditorialDesk, edition: EditionID, reader: EmailAddress?) {
        self.desk = desk
        self.edition = edition
        self.reader = reader
    }

    /// Composes it anew; two looks are equal as long as nothing changed that a reader would see.
    public func look() async -> Look {
        do {
            let (edition, isDraft) = try await current()
            return .composed(try await desk.preview(of: edition, for: reader), isDraft: isDraft)
        } catch {
            return .broken(Explanation.sentence(of: error), isDraft: desk.openDraft(of: edition) != nil)
        }
    }

    /// The pictures that the newsroom keeps.
    public var media: MediaDesk { desk.media }

    /// What its proof finds now; nothing while it cannot be composed.
    public func findings() async -> [Finding] {
        guard let edition = try? await current().edition else { return [] }
        return (try? await desk.proof(of: edition, list: nil)) ?? []
    }

    private func current() async throws -> (edition: Edition, isDraft: Bool) {
        let kept = try await desk.edition(edition)
        let file = desk.draftFile(of: edition)
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return (kept, false) }
        let draft = try EditionDraft(yaml: text, named: file.lastPathComponent)
        let edition = try await desk.completed(draft, number: kept.number, of: kept.publication)
        return (edition, edition != kept)
    }
}
