// SPDX-License-Identifier: Apache-2.0

/// Who changes something.
public struct Author: Hashable, Sendable {
    /// A login name, or what somebody called themselves.
    public let name: String

    /// Somebody by a name.
    public init(_ name: String) { self.name = name }
}
