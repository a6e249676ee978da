// SPDX-License-Identifier: Apache-2.0
import Glibc
import MailFormat
import OutboxContract
import Testing
import Threads

@testable import Sender

@Suite("A connection")
struct SMTPSessionTests {
    @Test(
        "a relay that falls silent is trouble of the relay before the dot, and doubt after it",
        arguments: [RelayExtensions(), RelayExtensions(pipelining: true)], 0...3)
    func silent(offers: RelayExtensions, after replies: Int) async throws {
        var limits = RelayLimits(ScriptedRelay())
        limits.replyTimeout = .milliseconds(50)
        limits.finalTimeout = .milliseconds(50)
        let (outcome, reusable) = try await deliver(over: SilentConnection(offers, after: replies), limits)
        #expect(!reusable)
        guard replies < 3 else {
            #expect(outcome == .uncertain(ConnectionLoss.timedOut.description))
            return
        }
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.scope == .relay && failure.persistence == .transient)
        #expect(failure.detail == ConnectionLoss.timedOut.description)
    }

    @Test("takes a reply for what it is, whatever nonsense comes with it")
    func nonsenseBehind() async throws {
        let (outcome, reusable) = try await deliver(
            over: HastyConnection(saying: "250 2.0.0 queued\r\nnonsense"), RelayLimits(ScriptedRelay()))
        guard case .accepted(let reply) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reply.description == "250 2.0.0 queued" && !reusable)
    }

    @Test("gives a reply its time as a whole, however many pieces it comes in")
    func trickles() async throws {
        var limits = RelayLimits(ScriptedRelay())
        limits.finalTimeout = .milliseconds(200)
        let (outcome, reusable) = try await deliver(over: TricklingConnection(), limits)
        #expect(outcome == .uncertain(ConnectionLoss.timedOut.description))
        #expect(!reusable)
    }

    /// Bytes that go out in one write with their dot, and more.
    private static let sizes = [300, 3_000]

    @Test(
        "a relay that accepts a content in the middle of it has not accepted it", arguments: sizes,
        [true, false])
    func acceptedEarly(lines: Int, closes: Bool) async throws {
        let relay = ScriptedRelay(interruption: { _, _ in
            .saying("250 2.0.0 queued", closes: closes)
        })
        let (outcome, reusable) = try await deliver(over: relay, PlainMessage(lines: lines))
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.scope == .relay && failure.persistence == .transient && failure.cause == .protocol)
        #expect(failure.reply?.code == 250)
        #expect(!reusable && relay.accepted.isEmpty)
    }

    @Test(
        "a relay that refuses a content in the middle of it is not sent the rest", arguments: sizes,
        [
            ("552 5.3.4 too big", Failure.Cause.size, Failure.Persistence.permanent, Failure.Scope.message),
            ("452 4.2.2 full", .mailboxFull, .transient, .recipient),
            ("421 4.3.2 shutting down", .unavailable, .transient, .relay),
        ])
    func refusedEarly(
        lines: Int, _ said: (String, Failure.Cause, Failure.Persistence, Failure.Scope)
    ) async throws {
        for closes in [true, false] {
            let relay = ScriptedRelay(interruption: { _, _ in .saying(said.0, closes: closes) })
            let (outcome, reusable) = try await deliver(over: relay, PlainMessage(lines: lines))
            guard case .failed(let failure) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(failure.reply?.description == said.0 && failure.phase == .content)
            #expect(failure.cause == said.1 && failure.persistence == said.2 && failure.scope == said.3)
            #expect(!reusable)
        }
    }

    @Test("waits for the end of a reply that begins in the middle of a content")
    func refusedEarlyInPieces() async throws {
        let relay = ScriptedRelay(interruption: { _, _ in
            .saying("552-5.3.4 too\r\n552 5.3.4 big", closes: false)
        })
        let (outcome, _) = try await deliver(over: relay, PlainMessage(lines: 3_000))
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.reply?.code == 552 && failure.cause == .size)
    }

    @Test(
        "holds back the dot of a large content when the relay has spoken before it",
        arguments: ["250 2.0.0 queued", "554 5.7.1 spam"])
    func dotHeldBack(reply: String) async throws {
        let connection = HastyConnection(saying: reply)
        let (outcome, reusable) = try await deliver(
            over: connection, RelayLimits(ScriptedRelay()), PlainMessage(lines: 3_000))
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.reply?.description == reply)
        #expect(!reusable && connection.bytes > 200_000 && !connection.sawDot)
    }

    @Test("a connection lost in the middle of a content leaves no doubt", arguments: sizes)
    func lostInContent(lines: Int) async throws {
        let relay = ScriptedRelay(interruption: { _, _ in .closing })
        let (outcome, reusable) = try await deliver(over: relay, PlainMessage(lines: lines))
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.phase == .content && failure.scope == .relay && failure.cause == .network)
        #expect(failure.detail == "Connection reset by peer" && !reusable)
    }

    private func deliver(
        over relay: ScriptedRelay, _ message: PlainMessage
    ) async throws -> (outcome: Outcome, reusable: Bool) {
        try await deliver(
            over: relay.connect(waitingOn: ThreadExecutor()) { false }, RelayLimits(relay), message)
    }

    private func deliver(
        over connection: any RelayConnection, _ limits: RelayLimits, _ message: PlainMessage = PlainMessage()
    ) async throws -> (outcome: Outcome, reusable: Bool) {
        let session = SMTPSession(
            connection, limits: limits, journal: InMemoryLedger(), clock: .system)
        let delivery = LeasedDelivery(
            id: DeliveryID(rawValue: 1), mailing: MailingID(rawValue: 1),
            reader: Reader(id: SubscriberID(rawValue: 1), address: try EmailAddress("ann@inbox.test")),
            attempts: 0, doubts: 0, age: .zero)
        return await session.deliver(DeliveryJob(delivery: delivery, message: message))
    }
}

/// A relay that answers so many commands and then no more.
private final class SilentConnection: RelayConnection {
    let extensions: RelayExtensions
    private var left: [String]

    init(_ extensions: RelayExtensions, after replies: Int) {
        self.extensions = extensions
        left = Array(["250 ok\r\n", "250 ok\r\n", "354 go\r\n"].prefix(replies))
    }

    func send(
        _ bytes: ArraySlice<UInt8>, sent: inout Int, untilHeard: Bool
    ) throws(ConnectionLoss) { sent = bytes.count }

    func receive(
        into buffer: UnsafeMutableRawBufferPointer, within timeout: Duration
    ) throws(ConnectionLoss) -> Int {
        guard !left.isEmpty else { throw .timedOut }
        let answer = left.removeFirst()
        buffer.copyBytes(from: answer.utf8)
        return answer.utf8.count
    }

    func close() {}
}

/// A relay that takes everything, and says something to a content, before its dot or at it.
private final class HastyConnection: RelayConnection {
    let extensions = RelayExtensions()
    private let reply: String
    private var answer = ""
    /// How many it was sent.
    private(set) var bytes = 0
    private(set) var sawDot = false

    init(saying reply: String) { self.reply = reply }

    func send(
        _ bytes: ArraySlice<UInt8>, sent: inout Int, untilHeard: Bool
    ) throws(ConnectionLoss) {
        sent = bytes.count
        self.bytes += bytes.count
        let text = String(decoding: bytes, as: UTF8.self)
        if text == ".\r\n" || text.hasSuffix("\r\n.\r\n") { sawDot = true }
        answer =
            text == "DATA\r\n"
            ? "354 go\r\n" : sawDot || text.utf8.count > 1_000 ? "\(reply)\r\n" : "250 ok\r\n"
    }

    func receive(
        into buffer: UnsafeMutableRawBufferPointer, within timeout: Duration
    ) throws(ConnectionLoss) -> Int {
        guard !answer.isEmpty else { throw .timedOut }
        defer { answer = "" }
        buffer.copyBytes(from: answer.utf8)
        return answer.utf8.count
    }

    func close() {}
}

/// A relay whose reply to the dot never ends: a line every 20 milliseconds.
private final class TricklingConnection: RelayConnection {
    let extensions = RelayExtensions()
    private var answer = ""

    func send(
        _ bytes: ArraySlice<UInt8>, sent: inout Int, untilHeard: Bool
    ) throws(ConnectionLoss) {
        sent = bytes.count
        let text = String(decoding: bytes, as: UTF8.self)
        answer =
            text == "DATA\r\n" ? "354 go\r\n" : text.hasSuffix("\r\n.\r\n") ? "250-wait\r\n" : "250 ok\r\n"
    }

    func receive(
        into buffer: UnsafeMutableRawBufferPointer, within timeout: Duration
    ) throws(ConnectionLoss) -> Int {
        if answer.hasPrefix("250-") { usleep(20_000) }
        buffer.copyBytes(from: answer.utf8)
        return answer.utf8.count
    }

    func close() {}
}
