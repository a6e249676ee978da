// SPDX-License-Identifier: Apache-2.0

/// Why something could not be read as an article.
public struct ArticleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file and, where it helps, the line; then what is wrong.
    public let description: String

    /// One clause.
    public init(description: String) { self.description = description }
}
