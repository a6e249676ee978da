// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import OutboxContract
import Synchronization
import Testing

@testable import Sender

@Suite("What a relay has against us")
struct RelayTroubleTests {
    private let ledger = InMemoryLedger()

    private func loop(
        _ relays: ScriptedRelay..., connections: Int = 1, messages: any MessageSource = PlainMessage(),
        end: SendLoop.End = .nothingDue, observe: @escaping @Sendable (SendLoop.Event) -> Void = { _ in }
    ) -> SendLoop {
        var settings = SendLoop.Settings()
        settings.end = end
        let limits = relays.map { relay in
            var limits = RelayLimits(relay)
            limits.connections = connections
            return limits
        }
        return SendLoop(
            outbox: ledger.outbox(retry: RetryPolicy()), journal: ledger, relays: limits, messages: messages,
            settings: settings, observe: observe)
    }

    private static func answering(
        _ prefix: String, _ reply: @escaping @Sendable (String) -> String?
    ) -> ScriptedRelay.Rule {
        { line, _ in
            guard line.hasPrefix(prefix), let answer = reply(line) else {
                return ScriptedRelay.welcoming(line, 0)
            }
            return answer
        }
    }

    @Test("one address that it cannot read stops nobody else's mail")
    func syntaxOfOne() async throws {
        let mailing = ledger.publish(to: 20)
        let relay = ScriptedRelay(
            rule: Self.answering("RCPT") {
                $0.contains("reader7@") ? "501 Invalid RCPT TO address provided" : nil
            })
        let tally = try await loop(relay, connections: 3).run()
        #expect(tally.accepted == 19 && tally.failed == 1)
        #expect(ledger.counts(of: mailing) == [.accepted: 19, .failed: 1])
    }

    @Test("what looks like its own trouble and strikes the same reader while others pass is that reader's")
    func strikesOne() async throws {
        let mailing = ledger.publish(to: 20)
        let named = Mutex<[String]>([])
        let relay = ScriptedRelay(
            rule: Self.answering("RCPT") { $0.contains("reader7@") ? "503 bad sequence" : nil })
        let loop = loop(relay) {
            if case .trouble(let trouble) = $0 { named.withLock { $0.append(trouble.description) } }
        }
        _ = try await loop.run()
        #expect(ledger.counts(of: mailing) == [.accepted: 19, .failed: 1])
        #expect(named.withLock { $0.first?.contains("reader7@inbox.test") } == true, "the log names it")
    }

    @Test("who tries whether it works again does not take the same reader twice while there are others")
    func probesWithOthers() async throws {
        let mailing = ledger.publish(to: 1)
        let other = ledger.publish(to: 3)
        let relay = ScriptedRelay(
            rule: Self.answering("RCPT") {
                $0.contains("first1@") ? "450 4.3.0 not for this one" : nil
            })
        let loop = loop(relay, messages: NamedMessages(names: [mailing: "first", other: "second"]))
        _ = try await loop.run()
        #expect(ledger.counts(of: other) == [.accepted: 3])
        #expect(ledger.counts(of: mailing) == [.deferred: 1])
    }

    @Test("our account's limit rests it: nobody pays, and the run ends with what it said")
    func quota() async throws {
        let mailing = ledger.publish(to: 30)
        let taken = Mutex(0)
        let relay = ScriptedRelay(
            rule: Self.answering(". ") { _ in
                let number = taken.withLock { taken in
                    taken += 1
                    return taken
                }
                return number > 5 ? "550 5.4.5 Daily user sending quota exceeded" : nil
            })
        let error = await #expect(throws: SendLoop.RelaysUnavailable.self) {
            try await loop(relay, connections: 3).run()
        }
        #expect(ledger.counts(of: mailing) == [.accepted: 5, .queued: 25])
        let trouble = try #require(error?.troubles.first?.failure)
        #expect(trouble.cause == .quota && trouble.description.contains("60 min: 550 5.4.5"))
    }

    @Test("while one rests the next one carries its mail")
    func quotaOfOne() async throws {
        let mailing = ledger.publish(to: 30)
        let main = ScriptedRelay(
            "main",
            rule: Self.answering("MAIL") { _ in "454 Throttling failure: Daily message quota exceeded." })
        let spare = ScriptedRelay("spare")
        _ = try await loop(main, spare).run()
        #expect(ledger.counts(of: mailing) == [.accepted: 30] && spare.accepted.count == 30)
    }

    @Test(
        "the same refusal of three readers in a row, none accepted between, halts and costs nobody anything",
        arguments: [
            "550 Requested action not taken: mailbox unavailable", "554 5.7.1 not for you, id 4bXyz17",
        ])
    func threeInARow(reply: String) async throws {
        let mailing = ledger.publish(to: 40)
        let taken = Mutex(0)
        let relay = ScriptedRelay(
            rule: Self.answering("RCPT") { line in
                let number = taken.withLock { taken in
                    taken += 1
                    return taken
                }
                return number > 5 ? "\(reply) \(line.dropFirst(8)) \(number)" : nil
            })
        _ = try await loop(relay).run()
        #expect(ledger.counts(of: mailing) == [.accepted: 5, .deferred: 3, .queued: 32])
        #expect(ledger.reasonHalted(mailing)?.contains("3 readers in a row") == true)
        #expect(try await attempts() == [])
    }

    @Test("different mailboxes that are not there are no such row")
    func unknownUsers() async throws {
        let mailing = ledger.publish(to: 10)
        let relay = ScriptedRelay(rule: Self.answering("RCPT") { _ in "550 5.1.1 no such user" })
        _ = try await loop(relay).run()
        #expect(ledger.counts(of: mailing) == [.failed: 10] && ledger.reasonHalted(mailing) == nil)
    }

    @Test("what each reader asked for themselves is refused to each alone")
    func standsAlone() async throws {
        let mailing = ledger.publish(to: 10)
        let relay = ScriptedRelay(
            rule: Self.answering(". ") {
                ["reader1@", "reader2@", "reader3@", "reader4@"].contains(where: $0.contains)
                    ? "554 5.7.1 looks like spam" : nil
            })
        _ = try await loop(relay, messages: PlainMessage(standsAlone: true)).run()
        #expect(
            ledger.counts(of: mailing) == [.accepted: 6, .failed: 4] && ledger.reasonHalted(mailing) == nil)
    }

    @Test("refusals with acceptances between are the readers'")
    func notInARow() async throws {
        let mailing = ledger.publish(to: 10)
        let relay = ScriptedRelay(
            rule: Self.answering("RCPT") {
                ["reader2@", "reader3@", "reader6@", "reader9@", "reader10@"].contains(where: $0.contains)
                    ? "550 5.7.1 not today" : nil
            })
        _ = try await loop(relay).run()
        #expect(
            ledger.counts(of: mailing) == [.accepted: 5, .failed: 5] && ledger.reasonHalted(mailing) == nil)
    }

    @Test("a copy that cannot be written is our fault: the mailing halts, and nobody fails")
    func unwritable() async throws {
        let mailing = ledger.publish(to: 10)
        _ = try await loop(ScriptedRelay(), messages: UnwritableMessage()).run()
        #expect(ledger.counts(of: mailing) == [.queued: 10])
        #expect(ledger.reasonHalted(mailing)?.contains("could not be written") == true)
    }

    @Test("while no relay can be reached nothing is leased, so that others can send it")
    func cutOff() async throws {
        let mailing = ledger.publish(to: 1_000)
        let down = Failure(
            phase: .connect, cause: .network, persistence: .transient, scope: .relay, detail: "refused")
        let hasFailed = Mutex(false)
        let dead = loop(ScriptedRelay("dead", refusal: { _ in down }), end: .never) {
            if case .trouble = $0 { hasFailed.withLock { $0 = true } }
        }
        async let outcome = dead.run()
        while !hasFailed.withLock({ $0 }) || ledger.counts(of: mailing) != [.queued: 1_000] {
            await Task.yield()
        }
        let tally = try await loop(ScriptedRelay("alive"), connections: 2).run()
        dead.stop()
        #expect(tally.accepted == 1_000)
        #expect(try await outcome.total == 0)
    }

    @Test("a relay that slows down has no more in flight than it carries in a second")
    func inFlight() async throws {
        let start = ContinuousClock.now
        let elapsed = Mutex(Duration.zero)
        let dispatcher = Dispatcher(
            relays: [RelayLimits(ScriptedRelay())],
            clock: SendClock(
                now: { start + elapsed.withLock { $0 } }, sleep: SendClock.system.sleep))
        let connection = ConnectionID(relay: 0, number: 0)
        dispatcher.wake(connections: 1)
        dispatcher.join(connection)
        var most = 0
        for second in [0, 0, 0, 0, 0, 0, 0, 1, 2, 3] {
            elapsed.withLock { $0 = .seconds(second) }
            let turn = await dispatcher.turn(holding: 1_000, within: .seconds(3600))
            dispatcher.add(try (0..<turn.room).map { try Self.job(Int64($0)) })
            most = max(most, turn.room)
            if second == 3 { #expect(turn.room == 2, "two went out in the last second") }
            let completed = second == 0 ? turn.room : min(turn.room, 2)
            for _ in 0..<completed {
                let job = try #require(await dispatcher.next(for: connection))
                let settlement = Settlement(job.delivery.id, .accepted(Reply(code: 250, lines: ["ok"])))
                dispatcher.note(
                    JobResult(
                        settlement: settlement, mailing: job.delivery.mailing, failure: nil, throttled: nil),
                    from: connection)
            }
            if second > 0 { dispatcher.returnReady() }
        }
        #expect(most == 126, "as many as went out in the first second")
    }

    @Test("the rate of a run is that of the last whole second, or of the present one where it is faster")
    func rate() {
        let start = ContinuousClock.now
        var rate = CompletionRate()
        rate.note(0, at: start)
        #expect(rate.perSecond(at: start + .milliseconds(500)) == nil, "not known yet")
        rate.note(7, at: start + .seconds(1))
        #expect(rate.perSecond(at: start + .seconds(1)) == 7)
        rate.note(30, at: start + .milliseconds(1_100))
        #expect(rate.perSecond(at: start + .milliseconds(1_100)) == 300, "faster than it was")
        rate.note(0, at: start + .seconds(3))
        #expect(rate.perSecond(at: start + .seconds(3)) == 15)
        rate.note(0, at: start + .seconds(5))
        #expect(rate.perSecond(at: start + .seconds(5)) == 0, "it has stopped")
    }

    private static func job(_ number: Int64) throws -> DeliveryJob {
        let delivery = LeasedDelivery(
            id: DeliveryID(rawValue: number), mailing: MailingID(rawValue: 1),
            reader: Reader(
                id: SubscriberID(rawValue: number), address: try EmailAddress("reader\(number)@inbox.test")),
            attempts: 0, doubts: 0, age: .zero)
        return DeliveryJob(delivery: delivery, message: PlainMessage())
    }

    private func attempts() async throws -> [Int] {
        var orders = OutboxOrders()
        orders.lease = 1_000
        return try await ledger.outbox(retry: RetryPolicy()).tick(orders).leased.map(\.attempts)
    }
}

/// A message for each mailing, told apart by what stands before a subscriber's number in the local part.
private struct NamedMessages: MessageSource {
    let names: [MailingID: String]

    func message(of mailing: MailingID) async -> any PersonalMessage {
        let name = names[mailing] ?? "reader"
        return PlainMessage(name: { _ in name })
    }
}

/// No copy of it can be written.
private struct UnwritableMessage: PersonalMessage, MessageSource {
    struct TooLong: Error {}

    let canStartLinesWithDots = false

    func message(of mailing: MailingID) async -> any PersonalMessage { self }

    func write(
        for delivery: LeasedDelivery, into message: inout [UInt8], returningTo path: ReturnPath?
    ) throws -> Envelope {
        throw TooLong()
    }
}
