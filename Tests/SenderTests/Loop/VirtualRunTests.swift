// SPDX-License-Identifier: Apache-2.0
import MailFormat
import OutboxContract
import Sender
import SenderSupport
import Synchronization
import Testing

@Suite("A run in virtual time, on one thread")
struct VirtualRunTests {
    private let ledger = InMemoryLedger()
    private let time: VirtualTime

    init() {
        let ledger = ledger
        time = VirtualTime { ledger.advance(by: $0) }
    }

    private func loop(
        _ relay: ScriptedRelay, connections: Int = 3, end: SendLoop.End = .nothingWaiting,
        observe: @escaping @Sendable (SendLoop.Event) -> Void = { _ in }
    ) -> SendLoop {
        var limits = RelayLimits(relay)
        limits.connections = connections
        var settings = time.settings
        settings.retry = RetryPolicy(first: .seconds(3600))
        settings.end = end
        return SendLoop(
            outbox: ledger.outbox(retry: settings.retry), journal: ledger, relays: [limits],
            messages: PlainMessage(), settings: settings, observe: observe)
    }

    @Test("sends a whole mailing, and whom a full mailbox deferred an hour later")
    func retries() throws {
        let mailing = ledger.publish(to: 300)
        let (time, begun) = (time, time.now)
        let relay = ScriptedRelay(rule: { line, _ in
            line.hasPrefix("RCPT TO:<reader7@") && time.now < begun + .seconds(3000)
                ? "452 4.2.2 full" : ScriptedRelay.welcoming(line, 0)
        })
        let loop = loop(relay)
        let tally = try time.run { try await loop.run() }
        #expect(tally.accepted == 300 && tally.deferred == 1)
        #expect(ledger.counts(of: mailing) == [.accepted: 300])
        #expect(relay.accepted.last == "reader7@inbox.test")
        let hours = (time.now - begun) / .seconds(3600)
        #expect((1...1.01).contains(hours), "\(hours) hours")
    }

    @Test("outwaits a relay that is down for ten minutes")
    func comesBack() throws {
        let mailing = ledger.publish(to: 40)
        let (time, begun) = (time, time.now)
        let down = Failure(
            phase: .connect, cause: .network, persistence: .transient, scope: .relay, detail: "refused")
        let relay = ScriptedRelay(refusal: { _ in time.now < begun + .seconds(600) ? down : nil })
        let running = Mutex<SendLoop?>(nil)
        let loop = loop(relay, end: .never) {
            if case .progress(let tally) = $0, tally.accepted == 40 { running.withLock { $0?.stop() } }
        }
        running.withLock { $0 = loop }
        _ = try time.run { try await loop.run() }
        #expect(ledger.counts(of: mailing) == [.accepted: 40])
        let minutes = (time.now - begun) / .seconds(60)
        #expect((10...11.1).contains(minutes), "\(minutes) minutes")
        #expect(relay.attempts <= 25, "it is asked once a minute in the end")
    }

    @Test("is the same run each time")
    func repeats() throws {
        func transcript() throws -> [String] {
            let run = VirtualRunTests()
            _ = run.ledger.publish(to: 60, at: ["slow.test", "quick.test", "inbox.test"])
            let (time, begun) = (run.time, run.time.now)
            let lines = Mutex<[String]>([])
            let relay = ScriptedRelay(
                delay: { line in
                    await time.sleep(line.hasSuffix("@slow.test>") ? .milliseconds(300) : .milliseconds(7))
                },
                rule: { line, connection in
                    lines.withLock { $0.append("\(time.now - begun) \(connection) \(line)") }
                    return line.hasSuffix("<reader5@inbox.test>")
                        ? "550 5.1.1 unknown" : ScriptedRelay.welcoming(line, 0)
                })
            let loop = run.loop(relay)
            _ = try time.run { try await loop.run() }
            return lines.withLock(\.self)
        }
        let first = try transcript()
        #expect(first.count > 180)
        #expect(try transcript() == first)
    }
}
