// SPDX-License-Identifier: Apache-2.0

/// Why a visit to a mailbox came to its end too early.
public struct MailboxFault: Error, Hashable, Sendable {
    /// What was being done.
    public enum Phase: String, Hashable, Sendable {
        /// Finding the server, connecting, and hearing its greeting.
        case connect
        /// Agreeing on TLS, from the first byte or by STARTTLS (RFC 3501 §6.2.1) or STLS (RFC 2595 §4).
        case tls
        /// Saying who we are.
        case login
        /// Opening the mailbox and learning what is in it.
        case select
        /// Reading messages.
        case fetch
        /// Removing or marking messages that are done.
        case remove
    }

    /// Whose doing it was.
    public enum Cause: String, Hashable, Sendable {
        /// The connection did not come about, was lost, or brought no answer in time.
        case network
        /// The certificate is not trusted, or TLS is not offered.
        case security
        /// The server said no.
        case refusal
        /// The server said what the protocol does not allow, or more than was asked for.
        case `protocol`
    }

    /// What was being done.
    public let phase: Phase
    /// Whose doing it was.
    public let cause: Cause
    /// What the server said, or what is wrong, in one line of at most 300 characters.
    public let detail: String
    /// Whether the same visit may go well at another time, with nothing changed by anybody.
    public let isTransient: Bool

    /// A fault.
    public init(phase: Phase, cause: Cause, detail: String, isTransient: Bool) {
        self.phase = phase
        self.cause = cause
        self.detail = detail
        self.isTransient = isTransient
    }

    init(_ trouble: MailboxTrouble, in phase: Phase) {
        self.init(
            phase: phase, cause: trouble.cause, detail: trouble.detail, isTransient: trouble.isTransient)
    }
}

/// A fault whose phase is known further up.
struct MailboxTrouble: Error, Hashable {
    let cause: MailboxFault.Cause
    let detail: String
    let isTransient: Bool

    /// The connection is gone, or silent.
    static func lost(_ detail: String) -> MailboxTrouble {
        MailboxTrouble(cause: .network, detail: Self.words(detail.utf8), isTransient: true)
    }

    /// Nothing came in time.
    static var silent: MailboxTrouble { .lost("the server did not answer in time") }

    /// The server does not speak the protocol. It will not have learned it by tomorrow.
    static func broken(_ detail: String) -> MailboxTrouble {
        MailboxTrouble(cause: .protocol, detail: Self.words(detail.utf8), isTransient: false)
    }

    /// There is no end to what the server says.
    static var talkative: MailboxTrouble { .broken("the server says more than it was asked for") }

    /// The server said no.
    /// - Parameter isTransient: what to think when its words do not tell.
    static func refused(_ words: String, isTransient: Bool) -> MailboxTrouble {
        MailboxTrouble(
            cause: .refusal, detail: Self.words(words.utf8),
            isTransient: isTransient || Self.transientCodes.contains { words.uppercased().contains($0) })
    }

    /// Response codes of troubles that pass: RFC 5530 §3 for IMAP; RFC 2449 §8.1 and RFC 3206 §4 for POP3.
    private static let transientCodes = [
        "[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[IN-USE]", "[LOGIN-DELAY", "[SYS/TEMP]",
    ]

    /// The start of what somebody else said, in one line without control characters.
    static func words(_ bytes: some Sequence<UInt8>) -> String {
        var line = bytes.prefix(1200).map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
        while line.last == 0x20 { line.removeLast() }
        return String(String(decoding: line.drop { $0 == 0x20 }, as: UTF8.self).prefix(300))
    }
}
