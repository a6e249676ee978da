// SPDX-License-Identifier: Apache-2.0
public import Composer
import SQLiteStore
public import Sender

/// An edition that must not go out as it is.
public struct ProofBlocked: Error, Sendable {
    /// Which.
    public let edition: EditionID
    /// What blocks it.
    public let findings: [Finding]

    static func check(_ findings: [Finding], _ edition: EditionID) throws(ProofBlocked) {
        let blocking = findings.filter { $0.severity == .blocking }
        if !blocking.isEmpty { throw ProofBlocked(edition: edition, findings: blocking) }
    }
}
