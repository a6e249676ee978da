// SPDX-License-Identifier: Apache-2.0

/// A value its header cannot hold: one with CR, LF, NUL or another control character, which would break out
/// of it, or with characters outside ASCII where they cannot be encoded.
public struct InvalidHeaderValue: Error, Hashable, Sendable, CustomStringConvertible {
    /// The header's name.
    public let field: String

    /// One clause naming the header and what it holds.
    public var description: String {
        "the header \(field) would hold a line break, a control character or a character outside ASCII"
    }
}
