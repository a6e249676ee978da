// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Synchronization
import Threads

/// A relay without a network: answers each command by a rule and records what it accepted.
final class ScriptedRelay: Relay {
    /// How to answer a command line, or the dot; nil closes the connection without an answer.
    typealias Rule = @Sendable (_ line: String, _ connection: Int) -> String?
    /// What it does in the middle of a content, when it has read a part of it and reads no more; nil to read on.
    typealias Interruption = @Sendable (_ recipient: String, _ connection: Int) -> Break?

    enum Break {
        /// Closes without a word.
        case closing
        /// Says something, and closes or stays.
        case saying(String, closes: Bool)
    }

    let name: String
    private let offers: RelayExtensions
    private let rule: Rule
    private let interruption: Interruption
    /// Awaited before a line is answered.
    private let delay: @Sendable (_ line: String) async -> Void
    private let refusal: @Sendable (_ attempt: Int) -> Failure?
    private let state = Mutex((attempts: 0, accepted: [String](), writes: 0))

    init(
        _ name: String = "scripted", offers: RelayExtensions = RelayExtensions(pipelining: true),
        refusal: @escaping @Sendable (Int) -> Failure? = { _ in nil },
        interruption: @escaping Interruption = { _, _ in nil },
        delay: @escaping @Sendable (String) async -> Void = { _ in },
        rule: @escaping Rule = ScriptedRelay.welcoming
    ) {
        self.name = name
        self.offers = offers
        self.refusal = refusal
        self.rule = rule
        self.interruption = interruption
        self.delay = delay
    }

    static let welcoming: Rule = { line, _ in line == "DATA" ? "354 go" : "250 2.0.0 ok" }

    /// Recipients whose message was answered with 2xx, in order.
    var accepted: [String] { state.withLock { $0.accepted } }
    /// How often something was written to it.
    var writes: Int { state.withLock { $0.writes } }
    var attempts: Int { state.withLock { $0.attempts } }

    func connect(
        waitingOn executor: any SocketExecutor, isUnwanted: @escaping () -> Bool
    ) throws(Failure) -> any RelayConnection {
        let number = state.withLock { state in
            state.attempts += 1
            return state.attempts
        }
        if let failure = refusal(number) { throw failure }
        return Connection(self, number: number)
    }

    private final class Connection: RelayConnection {
        let extensions: RelayExtensions
        private let relay: ScriptedRelay
        private let number: Int
        private var inContent = false
        private var input: [UInt8] = []
        private var output: [UInt8] = []
        private var recipient = ""
        private var isClosed = false
        /// Bytes of a content that it reads before it may be interrupted.
        private static let part = 10_000

        init(_ relay: ScriptedRelay, number: Int) {
            self.relay = relay
            self.number = number
            extensions = relay.offers
        }

        func send(
            _ bytes: ArraySlice<UInt8>, sent: inout Int, untilHeard: Bool
        ) async throws(ConnectionLoss) {
            sent = 0
            if isClosed { throw .closed }
            relay.state.withLock { $0.writes += 1 }
            if inContent, bytes.count > Self.part, let interruption = relay.interruption(recipient, number) {
                sent = Self.part
                try interrupt(interruption)
                return
            }
            sent = bytes.count
            input += bytes
            while let end = input.firstIndex(of: 0x0A) {
                let line = String(decoding: input[..<end].dropLast(), as: UTF8.self)
                input.removeFirst(end + 1)
                await relay.delay(line)
                take(line)
            }
        }

        private func interrupt(_ interruption: Break) throws(ConnectionLoss) {
            if case .saying(let reply, _) = interruption { output += Array("\(reply)\r\n".utf8) }
            if case .saying(_, closes: false) = interruption { return }
            isClosed = true
            throw .broken("Connection reset by peer")
        }

        private func take(_ line: String) {
            guard !isClosed, !inContent || line == "." else { return }
            guard let answer = relay.rule(inContent ? ". \(recipient)" : line, number) else {
                isClosed = true
                return
            }
            if inContent, answer.hasPrefix("2") {
                relay.state.withLock { $0.accepted.append(recipient) }
            }
            inContent = !inContent && line == "DATA" && answer.hasPrefix("354")
            if line.hasPrefix("RCPT TO:<") { recipient = String(line.dropFirst(9).dropLast()) }
            output += Array("\(answer)\r\n".utf8)
        }

        func receive(
            into buffer: UnsafeMutableRawBufferPointer, within timeout: Duration
        ) throws(ConnectionLoss) -> Int {
            guard !output.isEmpty else { throw isClosed ? .closed : .timedOut }
            let count = min(output.count, buffer.count)
            buffer.copyBytes(from: output.prefix(count))
            output.removeFirst(count)
            return count
        }

        func close() { isClosed = true }
    }
}

/// One message for all.
struct PlainMessage: PersonalMessage, MessageSource {
    var sender = "b@news.test"
    /// Lines of 70 bytes in the body.
    var lines = 0
    var standsAlone = false
    /// What stands before a subscriber's number in the local part.
    var name: @Sendable (SubscriberID) -> String = { _ in "reader" }

    func message(of mailing: MailingID) async -> any PersonalMessage { self }

    func write(
        for delivery: LeasedDelivery, into message: inout [UInt8], returningTo path: ReturnPath?
    ) throws -> Envelope {
        let recipient = try EmailAddress(
            "\(name(delivery.subscriber))\(delivery.subscriber)@\(delivery.recipient.domain)")
        message += "Subject: morning\r\n\r\nHello \(recipient)\r\n".utf8
        for _ in 0..<lines {
            message += "Coffee is served in the foyer, and so is tea for those who prefer it.\r\n".utf8
        }
        return Envelope(sender: try path?.address ?? EmailAddress(sender), recipient: recipient)
    }
}
