// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import OutboxContract
import Synchronization
import Testing

@testable import Sender

@Suite("The send loop")
struct SendLoopTests {
    private let ledger = InMemoryLedger()

    /// Lock-step, two round trips a message, and one.
    private static let groupings = [
        RelayExtensions(), RelayExtensions(pipelining: true),
        RelayExtensions(pipelining: true, oneRoundTrip: true),
    ]

    @Test("gives every reader one copy", arguments: groupings, [1, 4])
    func all(offers: RelayExtensions, connections: Int) async throws {
        let mailing = ledger.publish(to: 500)
        let relay = ScriptedRelay(offers: offers)
        let tally = try await loop(relay, connections: connections).run()
        #expect(tally.accepted == 500)
        #expect(relay.accepted.count == 500)
        #expect(Set(relay.accepted).count == 500)
        #expect(ledger.counts(of: mailing) == [.accepted: 500])
    }

    @Test("opens a transaction behind the content of the one before where the relay allows it")
    func announces() async throws {
        _ = ledger.publish(to: 500)
        let relay = ScriptedRelay(offers: Self.groupings[2])
        _ = try await loop(relay, connections: 1).run()
        #expect(Set(relay.accepted).count == 500)
        // Two writes for a message that nothing opened, one for each other.
        #expect(relay.writes < 700, "\(relay.writes)")
    }

    @Test("a connection carries no more messages than allowed", arguments: groupings)
    func limited(offers: RelayExtensions) async throws {
        let mailing = ledger.publish(to: 95)
        let relay = ScriptedRelay(offers: offers)
        var limits = RelayLimits(relay)
        limits.connections = 1
        limits.messagesPerConnection = 10
        _ = try await loop([limits]).run()
        #expect(ledger.counts(of: mailing) == [.accepted: 95])
        #expect(relay.attempts == 10)
    }

    @Test("settles each reader by what the relay said of them", arguments: groupings)
    func mixed(offers: RelayExtensions) async throws {
        let mailing = ledger.publish(to: 20)
        let relay = ScriptedRelay(
            offers: offers,
            rule: { line, _ in
                if line == "RCPT TO:<reader3@inbox.test>" { return "550 5.1.1 unknown" }
                if line == "RCPT TO:<reader5@inbox.test>" { return "452 4.2.2 full" }
                if line == ". reader7@inbox.test" { return nil }
                return ScriptedRelay.welcoming(line, 0)
            })
        _ = try await loop(relay, connections: 2).run()
        #expect(ledger.counts(of: mailing) == [.accepted: 17, .failed: 1, .deferred: 1, .uncertain: 1])
    }

    @Test(
        "fails the addresses in UTF-8 that a relay does not take, and serves the others over one connection")
    func internationalised() async throws {
        let mailing = ledger.publish(to: 20)
        let relay = ScriptedRelay()
        let messages = PlainMessage { $0.rawValue.isMultiple(of: 5) ? "читач" : "reader" }
        let tally = try await loop(relay, connections: 1, messages: messages).run()
        #expect(tally.accepted == 16)
        #expect(ledger.counts(of: mailing) == [.accepted: 16, .failed: 4])
        #expect(relay.attempts == 1)
    }

    @Test("a return path in UTF-8 that the relay does not take ends the run and costs no recipient")
    func internationalisedSender() async throws {
        let mailing = ledger.publish(to: 5)
        let loop = loop(ScriptedRelay(), connections: 1, messages: PlainMessage(sender: "лист@news.test"))
        await #expect(throws: SendLoop.RelaysUnavailable.self) { try await loop.run() }
        #expect(ledger.counts(of: mailing) == [.queued: 5])
    }

    @Test("a connection dropped before the dot loses nothing and costs no attempt", arguments: groupings)
    func drops(offers: RelayExtensions) async throws {
        let mailing = ledger.publish(to: 60)
        let relay = ScriptedRelay(
            offers: offers,
            rule: { line, connection in
                // Every connection but the last ones breaks at its first DATA after a message.
                connection < 4 && line == "RCPT TO:<reader\(connection * 10)@inbox.test>"
                    ? nil : ScriptedRelay.welcoming(line, connection)
            })
        let tally = try await loop(relay, connections: 1).run()
        #expect(tally.accepted == 60)
        #expect(Set(relay.accepted).count == relay.accepted.count)
        #expect(ledger.counts(of: mailing) == [.accepted: 60])
    }

    @Test("a relay that breaks off in contents now and then costs no attempt", arguments: groupings)
    func interrupted(offers: RelayExtensions) async throws {
        let mailing = ledger.publish(to: 60)
        let relay = ScriptedRelay(
            offers: offers,
            interruption: { recipient, connection in
                connection < 4 && recipient == "reader\(connection * 10)@inbox.test" ? .closing : nil
            })
        let tally = try await loop(relay, connections: 1, messages: PlainMessage(lines: 300)).run()
        #expect(tally.accepted == 60 && tally.deferred == 0)
        #expect(Set(relay.accepted).count == 60 && relay.accepted.count == 60)
        #expect(ledger.counts(of: mailing) == [.accepted: 60])
    }

    @Test(
        "a message that breaks off every time it is sent is deferred and holds up nobody",
        arguments: groupings, [1, 4])
    func poisonous(offers: RelayExtensions, connections: Int) async throws {
        let mailing = ledger.publish(to: 60)
        let relay = ScriptedRelay(
            offers: offers,
            interruption: { recipient, _ in recipient == "reader10@inbox.test" ? .closing : nil })
        let tally = try await loop(relay, connections: connections, messages: PlainMessage(lines: 300)).run()
        #expect(tally.accepted == 59 && tally.deferred == 1)
        #expect(Set(relay.accepted).count == 59 && relay.accepted.count == 59)
        #expect(ledger.counts(of: mailing) == [.accepted: 59, .deferred: 1])
        ledger.advance(by: .seconds(3600))
        #expect(try await leaseAll().map(\.attempts) == [1])
    }

    @Test("a relay that breaks off in every content costs nobody an attempt")
    func breaksOffInContent() async throws {
        let mailing = ledger.publish(to: 20)
        let running = Mutex<(loop: SendLoop?, troubles: Int)>((nil, 0))
        var limits = RelayLimits(ScriptedRelay(interruption: { _, _ in .closing }))
        limits.connections = 2
        let loop = SendLoop(
            outbox: ledger.outbox(retry: RetryPolicy()), journal: ledger, relays: [limits],
            messages: PlainMessage(lines: 300), settings: SendLoop.Settings()
        ) {
            guard case .trouble = $0 else { return }
            running.withLock { state in
                state.troubles += 1
                if state.troubles == 4 { state.loop?.stop() }
            }
        }
        running.withLock { $0.loop = loop }
        _ = try await loop.run()
        #expect(ledger.counts(of: mailing) == [.queued: 20])
        #expect(try await leaseAll().allSatisfy { $0.attempts == 0 })
    }

    private func leaseAll() async throws -> [LeasedDelivery] {
        var orders = OutboxOrders()
        orders.lease = 1_000
        return try await ledger.outbox(retry: RetryPolicy()).tick(orders).leased
    }

    @Test("a domain that wants less mail is left alone at no reader's cost, and slows nobody else")
    func throttled() async throws {
        let mailing = ledger.publish(to: 4_000, at: ["slow.test", "quick.test"])
        let asked = Mutex(0)
        let relay = ScriptedRelay(rule: { line, _ in
            guard line.hasPrefix("RCPT"), line.hasSuffix("@slow.test>") else {
                return ScriptedRelay.welcoming(line, 0)
            }
            asked.withLock { $0 += 1 }
            return "451 4.7.1 rate limit exceeded, slow down"
        })
        let tally = try await loop(relay, connections: 4).run()
        #expect(tally.accepted == 2_000 && tally.failed == 0 && tally.deferred == 0)
        let counts = ledger.counts(of: mailing)
        #expect(counts[.accepted] == 2_000)
        #expect((counts[.deferred] ?? 0) + (counts[.queued] ?? 0) == 2_000)
        #expect(asked.withLock { $0 } < 500, "only what was underway is tried")
        ledger.advance(by: .seconds(24 * 3600))
        var orders = OutboxOrders()
        orders.lease = 4_000
        let again = try await ledger.outbox(retry: RetryPolicy()).tick(orders).leased
        #expect(again.count == 2_000 && again.allSatisfy { $0.attempts == 0 })
    }

    @Test("a relay nobody listens at ends the run and leaves every row queued")
    func relayDown() async throws {
        let mailing = ledger.publish(to: 5)
        let down = Failure(
            phase: .connect, cause: .network, persistence: .transient, scope: .relay, detail: "refused")
        let relay = ScriptedRelay(refusal: { _ in down })
        await #expect(throws: SendLoop.RelaysUnavailable.self) { try await loop(relay, connections: 3).run() }
        #expect(ledger.counts(of: mailing) == [.queued: 5])
    }

    @Test("a message that relays refuse stops its mailing before the list is burnt")
    func refusedMessage() async throws {
        let mailing = ledger.publish(to: 400)
        let relay = ScriptedRelay(rule: { line, _ in
            line.hasPrefix(". ") ? "554 5.6.0 we do not like this" : ScriptedRelay.welcoming(line, 0)
        })
        _ = try await loop(relay, connections: 1).run()
        let counts = ledger.counts(of: mailing)
        #expect(ledger.reasonHalted(mailing)?.contains("554 5.6.0") == true)
        #expect(counts == [.deferred: 3, .queued: 397])
    }

    @Test(
        "a relay that breaks off after every dot is left alone before the list is in doubt",
        arguments: groupings)
    func breaksOff(offers: RelayExtensions) async throws {
        let mailing = ledger.publish(to: 100)
        let running = Mutex<SendLoop?>(nil)
        var limits = RelayLimits(
            ScriptedRelay(
                offers: offers,
                rule: { line, _ in line.hasPrefix(". ") ? nil : ScriptedRelay.welcoming(line, 0) }))
        limits.connections = 1
        let loop = SendLoop(
            outbox: ledger.outbox(retry: RetryPolicy()), journal: ledger, relays: [limits],
            messages: PlainMessage(),
            settings: SendLoop.Settings()
        ) { if case .trouble = $0 { running.withLock { $0?.stop() } } }
        running.withLock { $0 = loop }
        _ = try await loop.run()
        #expect(ledger.counts(of: mailing) == [.uncertain: 1, .queued: 99])
    }

    @Test("what is started while a run ends goes back to the queue")
    func startedTooLate() async throws {
        let dispatcher = Dispatcher(relays: [RelayLimits(ScriptedRelay())], clock: .system)
        let job = try Self.job(1)
        dispatcher.stop()
        dispatcher.add([job])
        let turn = await dispatcher.turn(holding: 0, within: .zero)
        #expect(turn.results == [Settlement(job.delivery.id, .returned)])
        #expect(await dispatcher.turn(holding: 0, within: .zero).isQuiet)
    }

    private static func job(_ number: Int64) throws -> DeliveryJob {
        let delivery = LeasedDelivery(
            id: DeliveryID(rawValue: number), mailing: MailingID(rawValue: 1),
            reader: Reader(
                id: SubscriberID(rawValue: number), address: try EmailAddress("reader\(number)@inbox.test")),
            attempts: 0, doubts: 0, age: .zero)
        return DeliveryJob(delivery: delivery, message: PlainMessage())
    }

    @Test(
        "a relay that is quicker than the writer may have more in flight, a slower one not",
        arguments: [
            (Duration.seconds(3600), [1, 2, 4, 8, 16, 32, 64, 128, 256, 320, 320]), (.zero, [1, 1, 1]),
        ])
    func depth(limit: Duration, expected: [Int]) async throws {
        let start = ContinuousClock.now
        let dispatcher = Dispatcher(
            relays: [RelayLimits(ScriptedRelay())],
            clock: SendClock(now: { start }, sleep: SendClock.system.sleep))
        let connection = ConnectionID(relay: 0, number: 0)
        dispatcher.wake(connections: 1)
        dispatcher.join(connection)
        for room in expected {
            let turn = await dispatcher.turn(holding: 1_000, within: limit)
            #expect(turn.room == room)
            dispatcher.add(try (0..<turn.room).map { try Self.job(Int64($0)) })
            for _ in 0..<turn.room {
                let job = try #require(await dispatcher.next(for: connection))
                let settlement = Settlement(job.delivery.id, .accepted(Reply(code: 250, lines: ["ok"])))
                dispatcher.note(
                    JobResult(
                        settlement: settlement, mailing: job.delivery.mailing, failure: nil, throttled: nil),
                    from: connection)
            }
        }
    }

    @Test("a mailing paused from outside stops, and none of its rows stays held")
    func paused() async throws {
        let mailing = ledger.publish(to: 5_000)
        let ledger = ledger
        let relay = ScriptedRelay(rule: { line, _ in
            if line == ". reader40@inbox.test" { ledger.pause(mailing) }
            return ScriptedRelay.welcoming(line, 0)
        })
        let tally = try await loop(relay, connections: 2).run()
        #expect(tally.accepted < 5_000)
        #expect(ledger.counts(of: mailing) == [.accepted: tally.accepted, .queued: 5_000 - tally.accepted])
    }

    @Test("a stop finishes what is on the wire and gives back the rest")
    func stop() async throws {
        let mailing = ledger.publish(to: 10_000)
        let running = Mutex<SendLoop?>(nil)
        let relay = ScriptedRelay(rule: { line, _ in
            if line == ". reader50@inbox.test" { running.withLock { $0?.stop() } }
            return ScriptedRelay.welcoming(line, 0)
        })
        let loop = loop(relay, connections: 2)
        running.withLock { $0 = loop }
        let tally = try await loop.run()
        let counts = ledger.counts(of: mailing)
        #expect(tally.accepted < 10_000 && tally.accepted == relay.accepted.count)
        #expect(counts == [.accepted: tally.accepted, .queued: 10_000 - tally.accepted])
    }

    @Test(
        "a message that a relay begins to refuse is tried three times, and the one that is announced",
        arguments: groupings)
    func refusesFromNowOn(offers: RelayExtensions) async throws {
        let mailing = ledger.publish(to: 2_000)
        let dots = Mutex(0)
        let relay = ScriptedRelay(
            offers: offers,
            rule: { line, _ in
                guard line.hasPrefix(". ") else { return ScriptedRelay.welcoming(line, 0) }
                let number = dots.withLock { dots in
                    dots += 1
                    return dots
                }
                return number > 1_000 ? "554 5.7.1 looks like spam" : "250 2.0.0 ok"
            })
        _ = try await loop(relay, connections: 1).run()
        let tried = offers.oneRoundTrip ? 4 : 3
        #expect(
            ledger.counts(of: mailing) == [.accepted: 1_000, .deferred: tried, .queued: 1_000 - tried])
        #expect(try await leaseAll().isEmpty, "it is halted")
    }

    @Test("a ledger that cannot be written stops the sending")
    func brokenLedger() async throws {
        _ = ledger.publish(to: 10_000)
        let relay = ScriptedRelay()
        let outbox = FailingOutbox(base: ledger.outbox(retry: RetryPolicy()), ticks: 8)
        let loop = SendLoop(
            outbox: outbox, journal: ledger, relays: [RelayLimits(relay)], messages: PlainMessage(),
            settings: SendLoop.Settings())
        await #expect(throws: FailingOutbox.DiskFull.self) { try await loop.run() }
        #expect(relay.accepted.count < 10_000)
    }

    private func loop(
        _ relay: ScriptedRelay, connections: Int, messages: PlainMessage = PlainMessage()
    ) -> SendLoop {
        var limits = RelayLimits(relay)
        limits.connections = connections
        return loop([limits], messages: messages)
    }

    private func loop(_ limits: [RelayLimits], messages: PlainMessage = PlainMessage()) -> SendLoop {
        SendLoop(
            outbox: ledger.outbox(retry: RetryPolicy()), journal: ledger, relays: limits, messages: messages,
            settings: SendLoop.Settings())
    }
}

/// Works for some ticks, then is full.
private final class FailingOutbox: Outbox {
    struct DiskFull: Error {}

    private let base: any Outbox
    private let left: Mutex<Int>

    init(base: any Outbox, ticks: Int) {
        self.base = base
        left = Mutex(ticks)
    }

    func tick(_ orders: OutboxOrders) async throws -> OutboxReport {
        let isFull = left.withLock { left in
            left -= 1
            return left < 0
        }
        if isFull { throw DiskFull() }
        return try await base.tick(orders)
    }

    func outlook() async throws -> OutboxOutlook { try await base.outlook() }

    func note(_ recipe: CopyRecipe, of mailing: MailingID) async throws {
        try await base.note(recipe, of: mailing)
    }

    func halt(_ mailing: MailingID, because reason: String) async throws {
        try await base.halt(mailing, because: reason)
    }
}
