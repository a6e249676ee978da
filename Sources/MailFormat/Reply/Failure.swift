// SPDX-License-Identifier: Apache-2.0

/// Why a delivery, or the connection it needed, did not succeed.
public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// How far the dialogue with the server had come.
    public enum Phase: String, Hashable, Sendable, Codable {
        case connect, greeting, hello, startTLS, authentication, mail, recipient, data, content
        /// The dialogue was over, and a mail that came back reports the failure.
        case report
    }

    /// Whether trying again can help.
    public enum Persistence: String, Hashable, Sendable, Codable {
        case transient, permanent
    }

    /// Whose failure it is, and so what else it concerns.
    public enum Scope: String, Hashable, Sendable, Codable {
        /// This address only.
        case recipient
        /// Everyone at this address's domain.
        case domain
        /// This content, whoever gets it.
        case message
        /// Everything that goes through this relay.
        case relay
    }

    /// What went wrong, in the words reports group by.
    public enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
        /// The mailbox: there is none, it is closed, it is full, it takes no more for now.
        case unknownUser, inactive, mailboxFull, tooMany
        /// The server wants to see us again, or less of us.
        case greylisted, rateLimited
        /// The mailing was of no more use before it could be sent.
        case expired
        /// What our account at the relay may send in an hour or a day is used up.
        case quota
        /// Its rules: its lists of bad hosts, its policy, what the message says, how large it is, whom it is for or from.
        case blocked, policy, content, size, relaying, sender
        /// SPF, DKIM and DMARC do not speak for us.
        case alignment
        /// The connection: login, TLS, the server's state, the network.
        case authentication, tls, unavailable, network, `protocol`
        case other
    }

    /// How far the dialogue had come.
    public let phase: Phase
    /// What went wrong.
    public let cause: Cause
    /// Whether trying again can help.
    public let persistence: Persistence
    /// What it concerns.
    public let scope: Scope
    /// What the server said, if it said something.
    public let reply: Reply?
    /// What was seen where there was no reply: "connection refused".
    public let detail: String
    /// How long the server wants to be left alone, where it says so.
    public var pause: Duration? { reply.flatMap(ReplyClassification.pause) }

    /// A failure with what is known of it.
    public init(
        phase: Phase, cause: Cause, persistence: Persistence, scope: Scope, reply: Reply? = nil,
        detail: String = ""
    ) {
        self.phase = phase
        self.cause = cause
        self.persistence = persistence
        self.scope = scope
        self.reply = reply
        self.detail = detail
    }

    /// What it says of the recipient's mailbox, once it is final; nil when it says nothing of that: what a server has
    /// against us or the message never counts against a reader.
    public var bounce: BounceKind? {
        guard scope == .recipient else { return nil }
        switch cause {
        case .unknownUser where persistence == .permanent: return .unknownUser
        case .unknownUser, .mailboxFull: return .soft
        case .inactive: return persistence == .permanent ? .hard : .soft
        case .tooMany, .greylisted, .rateLimited, .quota, .expired, .blocked, .policy, .content, .size,
            .relaying, .sender, .alignment, .authentication, .tls, .unavailable, .network, .protocol, .other:
            return nil
        }
    }

    /// One clause: the reply, or what was seen.
    public var description: String { reply?.description ?? detail }
}
