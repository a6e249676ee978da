// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Words of a report that nobody understood, and what an operator said that they mean.
public struct TaughtPhrase: Hashable, Sendable {
    /// In lower case, with single spaces.
    public let phrase: String
    /// What went wrong.
    public let cause: Failure.Cause
    /// Whether trying again could help.
    public let persistence: Failure.Persistence

    /// Words and what they mean.
    public init(_ phrase: some StringProtocol, _ cause: Failure.Cause, _ persistence: Failure.Persistence) {
        self.phrase = Self.plain(phrase)
        self.cause = cause
        self.persistence = persistence
    }

    /// Whether a text has these words.
    public func stands(in text: String) -> Bool { Self.plain(text).contains(phrase) }

    private static func plain(_ text: some StringProtocol) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// What a report with these words tells.
    public var failure: Failure {
        Failure(phase: .report, cause: cause, persistence: persistence, scope: .recipient, detail: phrase)
    }
}
