// SPDX-License-Identifier: Apache-2.0

/// What is frozen when a mailing is published.
public struct FrozenMessage: Sendable {
    /// Left part of its Message-IDs, before the subscriber's number; random.
    public let key: String
    /// Version 1, the whole edition, first.
    public let versions: [FrozenVersion]

    /// Puts the parts together.
    public init(key: String, versions: [FrozenVersion]) {
        precondition(!versions.isEmpty, "a message has at least one version")
        self.key = key
        self.versions = versions
    }

    /// The version of a delivery.
    public subscript(version: Int) -> FrozenVersion {
        versions.indices.contains(version - 1) ? versions[version - 1] : versions[0]
    }
}
