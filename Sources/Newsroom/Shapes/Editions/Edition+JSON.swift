// SPDX-License-Identifier: Apache-2.0
public import Composer
public import Sender

extension Edition {
    /// An edition under its number.
    ///
    /// | key | |
    /// | --- | --- |
    /// | `edition` | its number |
    /// | `revision` | the number of its revision; absent where it was not looked up |
    /// | `findings` | what its proof found; absent where it was not read |
    ///
    /// The other keys are those of `Edition`.
    public func json(_ id: EditionID, revision: Int? = nil, findings: [Finding]? = nil) -> some Encodable {
        Shape(edition: self, id: id, revision: revision, findings: findings)
    }

    private struct Shape: Encodable {
        let edition: Edition
        let id: EditionID
        let revision: Int?
        let findings: [Finding]?

        enum CodingKeys: String, CodingKey { case edition, revision, findings }

        func encode(to encoder: any Encoder) throws {
            try edition.encode(to: encoder)
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(id.rawValue, forKey: .edition)
            try values.encodeIfPresent(revision, forKey: .revision)
            try values.encodeIfPresent(findings, forKey: .findings)
        }
    }
}

/// What an edition's proof found.
public struct ProofAnswer: Encodable, Sendable {
    private let edition: Int64
    private let findings: [Finding]

    /// - Parameter findings: all, in the order they are told in.
    public init(_ edition: EditionID, _ findings: [Finding]) {
        self.edition = edition.rawValue
        self.findings = findings
    }
}

extension Revision {
    /// | key | |
    /// | --- | --- |
    /// | `revision` | its number, counted from 1 |
    /// | `at` | when it came to be, RFC 3339 |
    /// | `by` | whose it is; empty where nobody noted it |
    /// | `what` | what was done |
    /// - Parameter zone: whose clock the time is told by.
    public func json(in zone: NamedZone) -> JSONValue {
        [
            "revision": JSONValue(number), "at": .text(RFC3339.text(at, in: zone)), "by": .text(author),
            "what": .text(what),
        ]
    }
}
