// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import MailFormat
import Sender
import SenderSupport
import Synchronization
import Threads

/// A relay without a network, with the moods that its dice and the day give it. What it takes it tells the model at the instant it
/// does, whether or not anybody hears its answer.
final class SimulatedRelay: Relay {
    /// Whether it is away from the network, and since when it is or is not.
    struct State: Sendable {
        var isDown = false
        var since: ContinuousClock.Instant
    }

    /// How it treats those who connect, each as a probability.
    struct Moods: Sendable {
        var refusesReader = 0.0
        var isBusyAtReader = 0.0
        var refusesContent = 0.0
        var breaksContent = 0.0
        /// Closes after the dot and does not have the message.
        var forgetsAfterDot = 0.0
        /// Has the message, and closes before it says so.
        var hangsUpAfterDot = 0.0
        var saysGoodbye = 0.0
        var stalls = 0.0
        var answersAfter: ClosedRange<Int> = 2...40
    }

    let name: String
    private let dice: Dice
    private let time: VirtualTime
    private let offers: RelayExtensions
    private let moods: Moods
    private let sabotage: Plan.Sabotage?
    private let model: Model
    private let state: Mutex<State>
    private let greeted = Mutex<Set<String>>([])

    init(_ name: String, _ dice: Dice, _ time: VirtualTime, _ model: Model, _ plan: Plan) {
        (self.name, self.dice, self.time, self.model) = (name, dice, time, model)
        (moods, sabotage) = (plan.moods, plan.sabotage)
        state = Mutex(State(since: time.now))
        let pipelines = dice.happens(0.7)
        offers = RelayExtensions(
            pipelining: pipelines, oneRoundTrip: pipelines && dice.happens(0.4), smtpUTF8: true)
    }

    /// Takes it away from the network, or brings it back.
    func set(down isDown: Bool) {
        let now = time.now
        state.withLock { state in if state.isDown != isDown { state = State(isDown: isDown, since: now) } }
    }

    /// Where it is now.
    var place: State { state.withLock { $0 } }

    /// What comes of a visit that sends nothing.
    func visit() -> Result<RelayVisit, Failure> {
        place.isDown
            ? .failure(Self.refusal) : .success(RelayVisit(address: nil, isEncrypted: false, keywords: []))
    }

    private static let refusal = Failure(
        phase: .connect, cause: .network, persistence: .transient, scope: .relay, detail: "connection refused"
    )

    func connect(
        waitingOn executor: any SocketExecutor, isUnwanted: @escaping () -> Bool
    ) throws(Failure) -> any RelayConnection {
        if place.isDown { throw Self.refusal }
        return Connection(self)
    }

    /// What it says to a command; nil to close without a word.
    fileprivate func answer(_ line: String, for recipient: String) -> String? {
        if dice.happens(moods.saysGoodbye) { return "421 4.3.2 Service shutting down" }
        if line == "DATA" { return "354 Go ahead" }
        guard line.hasPrefix("RCPT") else { return "250 2.0.0 Ok" }
        // What a server says of a mailbox may end a subscription, now or when it has said so often enough.
        if recipient.hasPrefix("gone") || recipient.hasPrefix("full") { model.doubt(recipient) }
        if recipient.hasPrefix("gone") { return "550 5.1.1 No such user" }
        if recipient.hasPrefix("grey"), greeted.withLock({ $0.insert(recipient).inserted }) {
            return "450 4.2.0 Greylisted, please try again"
        }
        if recipient.hasPrefix("full"), dice.happens(0.3) { return "452 4.2.2 Mailbox full" }
        if dice.happens(moods.isBusyAtReader) { return "451 4.3.0 Try again later" }
        if dice.happens(moods.refusesReader) { return "550 5.7.1 Not wanted here" }
        return "250 2.1.5 Ok"
    }

    /// What becomes of a content that came whole, and what is said of it; nil to close without a word.
    fileprivate func take(_ content: [UInt8], for recipient: String, from sender: String) -> String? {
        if dice.happens(moods.refusesContent) { return "451 4.7.1 Try again later" }
        if dice.happens(moods.forgetsAfterDot) { return nil }
        let copy = Copy(content, to: recipient, from: sender, by: name)
        if sabotage != .lostCopy { model.note(copy) }
        if sabotage == .secondCopy { model.note(copy) }
        greeted.withLock { _ = $0.remove(recipient) }
        return dice.happens(moods.hangsUpAfterDot) ? nil : "250 2.0.0 Ok: queued as \(copy.number)"
    }

    private final class Connection: RelayConnection {
        let extensions: RelayExtensions
        private let relay: SimulatedRelay
        private var input: [UInt8] = []
        private var content: [UInt8]?
        private var output: [UInt8] = []
        private var (sender, recipient) = ("", "")
        private var isRefused = false
        private var isClosed = false
        /// How long nothing is said, whatever was asked.
        private var silence: Duration = .zero

        init(_ relay: SimulatedRelay) {
            self.relay = relay
            extensions = relay.offers
        }

        func send(
            _ bytes: ArraySlice<UInt8>, sent: inout Int, untilHeard: Bool
        ) async throws(ConnectionLoss) {
            sent = 0
            await relay.time.sleep(.milliseconds(relay.dice.number(relay.moods.answersAfter)))
            if relay.place.isDown || Task.isCancelled { isClosed = true }
            if isClosed { throw .closed }
            if content != nil, relay.dice.happens(relay.moods.breaksContent) {
                sent = bytes.count / 2
                isClosed = true
                throw .broken("Connection reset by peer")
            }
            sent = bytes.count
            input += bytes
            while !isClosed, let end = input.firstIndex(of: 0x0A) {
                let line = Array(input[..<end].dropLast())
                input.removeFirst(end + 1)
                read(line)
            }
            if relay.dice.happens(relay.moods.stalls) {
                silence = relay.dice.time(.seconds(1), .seconds(700))
            }
        }

        private func read(_ line: [UInt8]) {
            guard content != nil else { return obey(String(decoding: line, as: UTF8.self)) }
            if line == [0x2E] {
                let whole = content ?? []
                content = nil
                say(relay.take(whole, for: recipient, from: sender))
            } else {
                content? += (line.first == 0x2E ? line.dropFirst() : line[...]) + [0x0D, 0x0A]
            }
        }

        private func obey(_ line: String) {
            if line.hasPrefix("MAIL FROM:<") { sender = Self.address(in: line) }
            if line.hasPrefix("RCPT TO:<") { recipient = Self.address(in: line) }
            if line == "QUIT" { return isClosed = true }
            if line == "DATA", isRefused { return say("503 5.5.1 No recipient") }
            let answer = relay.answer(line, for: recipient)
            if line.hasPrefix("RCPT") { isRefused = answer?.hasPrefix("250") != true }
            say(answer)
            if line == "DATA", answer?.hasPrefix("354") == true { content = [] }
        }

        private func say(_ answer: String?) {
            if let answer { output += Array("\(answer)\r\n".utf8) }
            if answer?.hasPrefix("421") ?? true { isClosed = true }
        }

        private static func address(in line: String) -> String {
            String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
        }

        func receive(
            into buffer: UnsafeMutableRawBufferPointer, within timeout: Duration
        ) async throws(ConnectionLoss) -> Int {
            if Task.isCancelled { throw .closed }
            if silence > .zero {
                let wait = min(silence, timeout)
                silence -= wait
                await relay.time.sleep(wait)
                if silence > .zero { throw .timedOut }
            }
            guard !output.isEmpty else {
                if isClosed { throw .closed }
                await relay.time.sleep(timeout)
                throw .timedOut
            }
            let count = min(output.count, buffer.count)
            buffer.copyBytes(from: output.prefix(count))
            output.removeFirst(count)
            return count
        }

        func close() { isClosed = true }
    }
}
