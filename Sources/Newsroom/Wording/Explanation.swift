// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What a person is told of an error, and how a script should take it.
public struct Explanation: Sendable {
    /// One clause: what, where, and what to do.
    public let sentence: String
    /// How a script should take it.
    public let kind: Sysexit
    /// Lines that show the place, to stand below the sentence on a terminal; nil where the sentence says all.
    public let excerpt: String?

    /// Nil for an error that nobody foresaw.
    public init?(_ error: any Error) {
        // What Foundation throws becomes a `CocoaError` only when it is asked for as one.
        guard let known = error as? any ExplainedError ?? error as? CocoaError else { return nil }
        (sentence, kind, excerpt) = (known.sentence, known.kind, known.excerpt)
    }

    /// What a person is told of any error.
    public static func sentence(of error: any Error) -> String {
        Explanation(error)?.sentence ?? "\(error)"
    }
}
