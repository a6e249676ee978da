public import Composer
public import Foundation
import SQLiteStore
public import Sender

/// A text that cannot be saved because somebody else changed the same.
public struct EditionOvertaken: Error, Sendable, CustomStringConvertible {
    /// Which edition.
    public let edition: EditionID
    /// What both changed.
    public let fields: [String]
    /// The last change of these, and whose it was.
    public let latest: Revision
    /// Where the refused text is.
    public let file: URL

    /// What, where and what to do.
    public var description: String {
        let who = latest.author.isEmpty ? "somebody" : latest.author
        return
            "\(fields.joined(separator: ", ")) of edition \(edition) changed meanwhile (\(who), revision \(latest.number)): nothing is saved; your text is in \(file.path); “daybreak edition edit \(edition)” opens the edition as it is now"
    }
}
