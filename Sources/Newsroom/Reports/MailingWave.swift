// SPDX-License-Identifier: Apache-2.0

/// The readers of a mailing who get it at one instant, because their clocks show its time then.
public struct MailingWave: Hashable, Sendable {
    /// When, milliseconds since 1970; nil for readers who do not get it, because their clocks had shown the time.
    public let dueAt: Int64?
    /// The IANA names of their zones. Readers of no known zone have that of the mailing.
    public let zones: [String]
    /// How many they are.
    public let readers: Int
    /// How many of them wait for it; nil while it is not published.
    public let waiting: Int?
}
