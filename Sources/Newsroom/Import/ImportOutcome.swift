// SPDX-License-Identifier: Apache-2.0
public import Subscribers

/// What an import did, and what the file was.
public struct ImportOutcome: Sendable {
    /// What it did.
    public let report: ImportReport
    /// `Mailchimp, UTF-8`
    public let kind: String
    /// What each of its columns was taken for, in words; `-` is nothing.
    public let columns: [(column: String, meaning: String)]
}
