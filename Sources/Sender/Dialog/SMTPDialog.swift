// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// One mail transaction with a relay (RFC 5321 §3.3) as a state machine: events in, actions out.
///
/// | state | event | action |
/// | --- | --- | --- |
/// | start | `begin`, an address in UTF-8, no SMTPUTF8 (RFC 6531 §3.2) | finish: failed, nothing written |
/// | start | `begin`, a message larger than the relay takes (RFC 1870 §6.1) | finish: failed, nothing written |
/// | start | `beginAnnounced`: MAIL, RCPT and DATA are out, behind the content before | await |
/// | start | `begin` | write MAIL (with PIPELINING: MAIL, RCPT and DATA in one group, RFC 2920 §3.1) |
/// | MAIL, RCPT | 2xx | write the next command, or await its reply |
/// | MAIL, RCPT | other | remember the failure; with PIPELINING await the group's replies, else RSET |
/// | DATA | 354, nobody refused | write the content and the dot |
/// | DATA | 354 after a refused RCPT | write the dot alone, as RFC 2920 §3.1 requires |
/// | DATA | 354 after a refused MAIL | finish: failed, connection over |
/// | DATA | other | RSET |
/// | the content, its dot not out | 4xx, 5xx | finish: failed, connection over |
/// | the content, its dot not out | other | finish: failed, relay scope, connection over |
/// | the dot | 2xx | finish: accepted |
/// | the dot | 4xx, 5xx | finish: failed |
/// | RSET | any | finish with what was remembered |
/// | any | 421 | finish: failed, connection over |
/// | the dot, content wholly written | loss | finish: uncertain |
/// | any other | loss | finish: failed, relay scope |
public struct SMTPDialog: Sendable {
    /// What happened.
    public enum Event: Hashable, Sendable {
        /// The bytes of the last action are on their way.
        case written
        /// The relay said something.
        case reply(Reply)
        /// The connection is gone.
        case lost(ConnectionLoss)
    }

    /// What to do next.
    public enum Action: Hashable, Sendable {
        /// Write a command group, then report `written`.
        case write(String)
        /// Write the content, dot-stuffed, and the dot, then report `written`.
        case writeContent
        /// Wait for one reply and report it; `final` when it is the one to the dot.
        case await(final: Bool)
        /// The transaction is over; the connection can carry another one, or not.
        case finish(Outcome, reusable: Bool)
    }

    private enum State {
        case mail, recipient, data, content, final
        case emptyContent(Failure)
        case reset(Failure)
    }

    private let envelope: Envelope
    private let extensions: RelayExtensions
    /// Octets of the content, before dots are stuffed (RFC 1870 §5).
    private let size: Int
    /// Whether the envelope needs SMTPUTF8.
    private let needsUTF8: Bool
    private var state = State.mail
    /// The first refusal in a pipelined group.
    private var refusal: Failure?

    /// A transaction for one envelope and a content of so many octets, with what the relay offered.
    public init(_ envelope: Envelope, size: Int = 0, over extensions: RelayExtensions) {
        self.envelope = envelope
        self.size = size
        self.extensions = extensions
        needsUTF8 = envelope.isInternationalised
    }

    /// The first action.
    public func begin() -> Action {
        if needsUTF8, !extensions.smtpUTF8 {
            return .finish(.failed(noUTF8), reusable: true)
        }
        if isTooLarge { return .finish(.failed(tooLarge), reusable: true) }
        return .write(extensions.pipelining ? mailCommand + recipientCommand + dataCommand : mailCommand)
    }

    /// MAIL, RCPT and DATA, to be written behind the content of the transaction before (RFC 2920 §3.1); nil when this one has
    /// to begin by itself.
    public var announcement: String? {
        guard extensions.oneRoundTrip, extensions.pipelining, !isTooLarge,
            !needsUTF8 || extensions.smtpUTF8
        else { return nil }
        return mailCommand + recipientCommand + dataCommand
    }

    /// The first action once `announcement` is on its way.
    public func beginAnnounced() -> Action { .await(final: false) }

    /// The failure of an envelope that needs SMTPUTF8 at a relay without it. A return path in UTF-8 stands in every envelope,
    /// so it counts against the relay and not against each recipient in turn.
    private var noUTF8: Failure {
        Failure(
            phase: .mail, cause: .protocol, persistence: .permanent,
            scope: envelope.sender.isInternationalised ? .relay : .recipient,
            detail: "the relay does not take internationalised addresses (SMTPUTF8)")
    }

    private var isTooLarge: Bool { extensions.maximumSize.map { size > $0 } ?? false }

    private var tooLarge: Failure {
        Failure(
            phase: .mail, cause: .size, persistence: .permanent, scope: .message,
            detail:
                "the relay takes messages of \(extensions.maximumSize ?? 0) octets, and a copy has \(size) (SIZE)"
        )
    }

    private var mailCommand: String {
        "MAIL FROM:<" + envelope.sender.description + ">"
            + (extensions.size && size > 0 ? " SIZE=\(size)" : "")
            + (needsUTF8 ? " SMTPUTF8\r\n" : "\r\n")
    }
    private var recipientCommand: String { "RCPT TO:<" + envelope.recipient.description + ">\r\n" }
    private var dataCommand: String { "DATA\r\n" }

    /// Takes an event and says what to do.
    public mutating func handle(_ event: Event) -> Action {
        switch event {
        case .written:
            guard case .content = state else { return .await(final: false) }
            state = .final
            return .await(final: true)
        case .reply(let reply): return handle(reply)
        case .lost(let loss): return handle(loss)
        }
    }

    private mutating func handle(_ reply: Reply) -> Action {
        if reply.code == 421 { return over(reply) }
        switch state {
        case .mail:
            return answered(reply, phase: .mail, next: .recipient, command: recipientCommand)
        case .recipient:
            return answered(reply, phase: .recipient, next: .data, command: dataCommand)
        case .data:
            if reply.code == 354 { return goAhead() }
            return reset(after: refusal ?? refused(reply, in: .data))
        case .content:
            // The dot is not out: a refusal is one, and nothing can have been accepted.
            let isRefusal = reply.isTransient || reply.isPermanent
            let failure = isRefusal ? refused(reply, in: .content) : unexpected(reply, in: .content)
            return .finish(.failed(failure), reusable: false)
        case .final: return finished(reply)
        case .emptyContent(let failure): return reset(after: failure)
        case .reset(let failure): return .finish(.failed(failure), reusable: reply.isPositive)
        }
    }

    /// Answers a 354: the relay waits for content, even where it refused a command of the group.
    private mutating func goAhead() -> Action {
        guard let refusal else {
            state = .content
            return .writeContent
        }
        // A relay that refused the sender and accepted the recipient all the same would take the lone dot for an empty message.
        guard case .recipient = refusal.phase else { return .finish(.failed(refusal), reusable: false) }
        state = .emptyContent(refusal)
        return .write(".\r\n")
    }

    private func finished(_ reply: Reply) -> Action {
        if reply.isPositive { return .finish(.accepted(reply), reusable: true) }
        guard reply.isTransient || reply.isPermanent else {
            return .finish(.uncertain("answered the final dot with \(reply)"), reusable: false)
        }
        return .finish(.failed(refused(reply, in: .content)), reusable: true)
    }

    private mutating func answered(
        _ reply: Reply, phase: Failure.Phase, next: State, command: String
    ) -> Action {
        if !reply.isPositive {
            let failure = refused(reply, in: phase)
            guard extensions.pipelining else { return reset(after: failure) }
            refusal = refusal ?? failure
        }
        state = next
        return extensions.pipelining ? .await(final: false) : .write(command)
    }

    private mutating func reset(after failure: Failure) -> Action {
        state = .reset(failure)
        return .write("RSET\r\n")
    }

    private func over(_ reply: Reply) -> Action {
        switch state {
        case .reset(let failure), .emptyContent(let failure): .finish(.failed(failure), reusable: false)
        case .mail: .finish(.failed(refused(reply, in: .mail)), reusable: false)
        case .recipient: .finish(.failed(refused(reply, in: .recipient)), reusable: false)
        case .data: .finish(.failed(refusal ?? refused(reply, in: .data)), reusable: false)
        case .content, .final: .finish(.failed(refused(reply, in: .content)), reusable: false)
        }
    }

    private func refused(_ reply: Reply, in phase: Failure.Phase) -> Failure {
        ReplyClassification.failure(reply, from: .submissionRelay(phase))
    }

    private func handle(_ loss: ConnectionLoss) -> Action {
        switch state {
        case .final: .finish(.uncertain(loss.description), reusable: false)
        case .reset(let failure), .emptyContent(let failure): .finish(.failed(failure), reusable: false)
        case .mail: .finish(.failed(refusal ?? lost(loss, in: .mail)), reusable: false)
        case .recipient: .finish(.failed(refusal ?? lost(loss, in: .recipient)), reusable: false)
        case .data: .finish(.failed(refusal ?? lost(loss, in: .data)), reusable: false)
        case .content: .finish(.failed(lost(loss, in: .content)), reusable: false)
        }
    }

    private func lost(_ loss: ConnectionLoss, in phase: Failure.Phase) -> Failure {
        Failure(
            phase: phase, cause: .network, persistence: .transient, scope: .relay, detail: loss.description)
    }

    private func unexpected(_ reply: Reply, in phase: Failure.Phase) -> Failure {
        Failure(phase: phase, cause: .protocol, persistence: .transient, scope: .relay, reply: reply)
    }
}
