import Glibc
import MailFormat
import OutboxContract
import Testing

@testable import Sender

@Suite("A connection")
struct SMTPSessionTests {
    @Test("gives a reply its time as a whole, however many pieces it comes in")
    func trickles() throws {
        var settings = SendLoop.Settings()
        settings.finalTimeout = .milliseconds(200)
        let ledger = InMemoryLedger()
        let session = SMTPSession(
            TricklingConnection(), settings: settings, outbox: ledger.outbox(retry: settings.retry))
        let recipient = try EmailAddress("ann@inbox.test")
        let delivery = LeasedDelivery(
            id: DeliveryID(rawValue: 1), mailing: MailingID(rawValue: 1),
            subscriber: SubscriberID(rawValue: 1),
            recipient: recipient, reader: Reader(), attempts: 0, doubts: 0, age: .zero)
        let (outcome, reusable) = session.deliver(SendFloor.Job(delivery: delivery, message: PlainMessage()))
        #expect(outcome == .uncertain(ConnectionLoss.timedOut.description))
        #expect(!reusable)
    }
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
