// SPDX-License-Identifier: Apache-2.0
import Composer
import Synchronization

/// The findings of the latest proofs, beside all that they were read from: a mailing that waits for its time is rehearsed every five
/// minutes, and mostly its edition is as it was.
final class KnownProofs: Sendable {
    private let kept = Mutex<[(material: Proof.Material, findings: [Finding])]>([])
    private let read: @Sendable (Proof.Material) -> [Finding]
    /// How many are kept; each has the text of an edition.
    private static let most = 4

    /// - Parameter read: reads a proof.
    init(read: @escaping @Sendable (Proof.Material) -> [Finding] = { Proof.findings(in: $0) }) {
        self.read = read
    }

    /// Reads a proof, or says what it found when all was as it is.
    func findings(in material: Proof.Material) -> [Finding] {
        if let known = kept.withLock({ kept in kept.first { $0.material == material } }) {
            return known.findings
        }
        let findings = read(material)
        kept.withLock { kept in
            if kept.count == Self.most { kept.removeFirst() }
            kept.append((material, findings))
        }
        return findings
    }
}
