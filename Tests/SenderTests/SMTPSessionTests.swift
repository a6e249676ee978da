import Glibc
import MailFormat
import OutboxContract
import Testing

@testable import Sender

@Suite("A connection")
struct SMTPSessionTests {
    @Test(
        "a relay that falls silent is trouble of the relay before the dot, and doubt after it",
        arguments: [RelayExtensions(), RelayExtensions(pipelining: true)], 0...3)
    func silent(offers: RelayExtensions, after replies: Int) throws {
        var plan = RelayPlan(ScriptedRelay())
        plan.replyTimeout = .milliseconds(50)
        plan.finalTimeout = .milliseconds(50)
        let (outcome, reusable) = try deliver(over: SilentConnection(offers, after: replies), plan)
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

    @Test("gives a reply its time as a whole, however many pieces it comes in")
    func trickles() throws {
        var plan = RelayPlan(ScriptedRelay())
        plan.finalTimeout = .milliseconds(200)
        let (outcome, reusable) = try deliver(over: TricklingConnection(), plan)
        #expect(outcome == .uncertain(ConnectionLoss.timedOut.description))
        #expect(!reusable)
    }

    private func deliver(
        over connection: any RelayConnection, _ plan: RelayPlan
    ) throws -> (outcome: Outcome, reusable: Bool) {
        let session = SMTPSession(
            connection, plan: plan, outbox: InMemoryLedger().outbox(retry: RetryPolicy()))
        let delivery = LeasedDelivery(
            id: DeliveryID(rawValue: 1), mailing: MailingID(rawValue: 1),
            subscriber: SubscriberID(rawValue: 1),
            recipient: try EmailAddress("ann@inbox.test"), reader: Reader(), attempts: 0, doubts: 0,
            age: .zero)
        return session.deliver(SendFloor.Job(delivery: delivery, message: PlainMessage()))
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

    func send(_ bytes: UnsafeRawBufferPointer, sent: inout Int) throws(ConnectionLoss) { sent = bytes.count }

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

/// A relay whose reply to the dot never ends: a line every 20 milliseconds.
private final class TricklingConnection: RelayConnection {
    let extensions = RelayExtensions()
    private var answer = ""

    func send(_ bytes: UnsafeRawBufferPointer, sent: inout Int) throws(ConnectionLoss) {
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
