// SPDX-License-Identifier: Apache-2.0

/// Why a record of tags says nothing.
public enum RecordFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// It holds bytes that are no text.
    case notText
    /// This piece is no `tag=value`.
    case noTag(String)
    /// This tag stands twice.
    case twice(String)
    /// It does not start with the version it should have.
    case version(String)
    /// This tag has a value that means nothing.
    case value(tag: String, String)
    /// This tag is missing.
    case missing(String)

    /// One clause.
    public var description: String {
        switch self {
        case .notText: "holds bytes that are no text"
        case .noTag(let text): "holds “\(text)”, which is no tag=value"
        case .twice(let tag): "says \(tag)= twice"
        case .version(let version): "does not start with v=\(version)"
        case .value(let tag, let value): "says \(tag)=\(value), which means nothing"
        case .missing(let tag): "has no \(tag)="
        }
    }
}
