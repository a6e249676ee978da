// SPDX-License-Identifier: Apache-2.0

/// An error that a person can be told of. It holds facts; the sentence is said beside it in `Wording`, so that another page
/// can say it in other words.
public protocol ExplainedError: Error {
    /// One clause: what, where, and what to do.
    var sentence: String { get }
    /// How a script should take it.
    var kind: Sysexit { get }
    /// Lines that show the place, to stand below the sentence on a terminal; nil where the sentence says all.
    var excerpt: String? { get }
}

extension ExplainedError {
    /// None.
    public var excerpt: String? { nil }
}
