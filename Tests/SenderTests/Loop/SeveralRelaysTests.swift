// SPDX-License-Identifier: Apache-2.0
import MailFormat
import OutboxContract
import SenderSupport
import Synchronization
import Testing

@testable import Sender

@Suite("A send loop with several relays")
struct SeveralRelaysTests {
    private let ledger = InMemoryLedger()

    /// Lock-step, two round trips a message, and one.
    private static let groupings = [
        RelayExtensions(), RelayExtensions(pipelining: true),
        RelayExtensions(pipelining: true, oneRoundTrip: true),
    ]

    private static let refused = Failure(
        phase: .connect, cause: .network, persistence: .transient, scope: .relay, detail: "refused")

    @Test(
        "a relay that goes away leaves the rest to the next, and nobody gets two copies", arguments: groupings
    )
    func failsOver(offers: RelayExtensions) async throws {
        let mailing = ledger.publish(to: 600)
        let named = Mutex(0)
        let main = ScriptedRelay(
            "main", offers: offers, refusal: { _ in named.withLock { $0 > 250 } ? Self.refused : nil },
            rule: { line, _ in
                let isDown = named.withLock { count in
                    if line.hasPrefix("RCPT TO:") { count += 1 }
                    return count > 250
                }
                return isDown ? nil : ScriptedRelay.welcoming(line, 0)
            })
        let spare = ScriptedRelay("spare", offers: offers)
        _ = try await loop([RelayLimits(main), RelayLimits(spare)]).run()
        let counts = ledger.counts(of: mailing)
        let accepted = main.accepted + spare.accepted
        #expect(Set(accepted).count == accepted.count)
        #expect(accepted.count + (counts[.uncertain] ?? 0) == 600 && counts[.accepted] == accepted.count)
        #expect(main.accepted.count >= 200 && spare.accepted.count >= 200)
    }

    @Test("a relay that comes back carries mail again")
    func comesBack() throws {
        let mailing = ledger.publish(to: 20)
        let time = VirtualTime()
        let main = ScriptedRelay("main", refusal: { $0 <= 5 ? Self.refused : nil })
        // It takes a minute for each message, and the other is back in half of one.
        let spare = ScriptedRelay(
            "spare", delay: { line in if line == "DATA" { await time.sleep(.seconds(60)) } })
        var slow = RelayLimits(spare)
        slow.connections = 1
        let loop = loop([RelayLimits(main), slow], settings: time.settings)
        _ = try time.run { try await loop.run() }
        #expect(ledger.counts(of: mailing) == [.accepted: 20])
        #expect(!main.accepted.isEmpty && !spare.accepted.isEmpty)
    }

    @Test("weights are kept over a run")
    func weights() throws {
        _ = ledger.publish(to: 2_000)
        let time = VirtualTime()
        let relays = ["large", "small"].map { name in
            ScriptedRelay(name, delay: { _ in await time.sleep(.milliseconds(1)) })
        }
        var limits = relays.map { RelayLimits($0) }
        (limits[0].weight, limits[1].weight) = (3, 1)
        let loop = loop(limits, settings: time.settings)
        _ = try time.run { try await loop.run() }
        let carried = relays.map(\.accepted.count)
        #expect(carried.reduce(0, +) == 2_000 && (480...520).contains(carried[1]), "\(carried)")
    }

    @Test("a quota ends the run when no other relay is there, and the next run goes on when it allows")
    func quota() async throws {
        let mailing = ledger.publish(to: 130)
        let relay = ScriptedRelay("main")
        var limits = RelayLimits(relay)
        limits.quotas = [RelayQuota(100, in: .seconds(3600))]
        await #expect {
            _ = try await loop([limits]).run()
        } throws: { error in
            let troubles = (error as? SendLoop.RelaysUnavailable)?.troubles
            return troubles?.map(\.failure.cause) == [.quota]
        }
        #expect(ledger.counts(of: mailing) == [.accepted: 100, .queued: 30])
        ledger.advance(by: .seconds(3601))
        _ = try await loop([limits]).run()
        #expect(ledger.counts(of: mailing) == [.accepted: 130])
        var orders = OutboxOrders()
        orders.claims = [QuotaClaim(relay: "main", messages: 100, quotas: limits.quotas)]
        let grants = try await ledger.outbox(retry: RetryPolicy()).tick(orders).grants
        #expect(grants["main"]?.messages == 70, "what was granted and not used is given back")
    }

    @Test("a relay whose quota is used up leaves the rest to the next")
    func overflow() async throws {
        let mailing = ledger.publish(to: 300)
        let (main, spare) = (ScriptedRelay("main"), ScriptedRelay("spare"))
        var limits = RelayLimits(main)
        limits.quotas = [RelayQuota(100, in: .seconds(3600))]
        _ = try await loop([limits, RelayLimits(spare)]).run()
        #expect(ledger.counts(of: mailing) == [.accepted: 300])
        #expect(main.accepted.count == 100 && spare.accepted.count == 200)
    }

    @Test("one that refuses our password is no reason to stop while another works")
    func refusedPassword() async throws {
        let mailing = ledger.publish(to: 50)
        let denied = Failure(
            phase: .authentication, cause: .authentication, persistence: .permanent, scope: .relay)
        let main = ScriptedRelay("main", refusal: { _ in denied })
        _ = try await loop([RelayLimits(main), RelayLimits(ScriptedRelay("spare"))]).run()
        #expect(ledger.counts(of: mailing) == [.accepted: 50])
        let alone = RelayLimits(main)
        _ = ledger.publish(to: 5)
        await #expect(throws: SendLoop.RelaysUnavailable.self) { try await loop([alone]).run() }
    }

    private func loop(
        _ limits: [RelayLimits], settings: SendLoop.Settings = SendLoop.Settings()
    ) -> SendLoop {
        SendLoop(
            outbox: ledger.outbox(retry: RetryPolicy()), journal: ledger, relays: limits,
            messages: PlainMessage(), settings: settings)
    }
}
