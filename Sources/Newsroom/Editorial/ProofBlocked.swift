public import Composer
import SQLiteStore
public import Sender

/// An edition that must not go out as it is.
public struct ProofBlocked: Error, Sendable, CustomStringConvertible {
    /// Which.
    public let edition: EditionID
    /// What blocks it.
    public let findings: [Finding]

    /// The first finding, and what to do.
    public var description: String {
        let count = findings.count == 1 ? "a finding" : "\(findings.count) findings"
        let first = findings.first.map { "\($0.rule.rawValue) in \($0.place): \($0.message)" } ?? ""
        return
            "edition \(edition) is blocked by \(count) of its proof (\(first)): “daybreak edition proof \(edition)” lists them; mend it, or say --override REASON"
    }

    static func check(_ findings: [Finding], _ edition: EditionID) throws(ProofBlocked) {
        let blocking = findings.filter { $0.severity == .blocking }
        if !blocking.isEmpty { throw ProofBlocked(edition: edition, findings: blocking) }
    }
}
