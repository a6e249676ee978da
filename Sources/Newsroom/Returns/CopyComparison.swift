// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Returns

/// A copy as it was sent, beside the header that a report of abuse quotes.
struct CopyComparison {
    private let own: [String: Set<String>]

    init(_ copy: [UInt8]) {
        own = Dictionary(
            grouping: ReturnSummary.header(of: copy), by: \.name
        ).mapValues { Set($0.map { Self.plain($0.value) }) }
    }

    /// Fields that every quotation of a copy has as they were sent, unless it hides them.
    private static let compared = ["from", "subject", "list-id"]
    /// Fields that nobody knows who has not seen the copy: a signature of it, and a link that is the reader's own. What stands in
    /// a return path is seen by others.
    private static let secret = ["dkim-signature", "list-unsubscribe"]

    /// Whether a header is that of the copy, and its sender has seen it.
    func isShown(by header: [ReturnSummary.Field]) -> Bool {
        let quoted = Dictionary(grouping: header, by: \.name).mapValues { $0.map { Self.plain($0.value) } }
        let agrees = Self.compared.allSatisfy { name in
            (quoted[name] ?? []).allSatisfy { Self.isHidden($0) || own[name]?.contains($0) == true }
        }
        return agrees
            && Self.secret.contains { name in
                quoted[name]?.contains { own[name]?.contains($0) == true } == true
            }
    }

    /// Whether a reporter has put something in the place of what it hides, as those do that keep readers' addresses to themselves.
    private static func isHidden(_ value: String) -> Bool {
        ["redacted", "xxxx", "****", "masked"].contains { value.lowercased().contains($0) }
    }

    /// A value without the folds that servers change.
    private static func plain(_ value: String) -> String { value.filter { !$0.isWhitespace } }
}
