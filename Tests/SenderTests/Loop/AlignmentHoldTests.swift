// SPDX-License-Identifier: Apache-2.0
import MailFormat
import OutboxContract
import Synchronization
import Testing

@testable import Sender

@Suite("A provider that does not believe who we are")
struct AlignmentHoldTests {
    /// One provider runs the mailboxes of two domains.
    private struct Providers: MailboxProviders {
        func provider(of domain: String) -> String { domain == "quick.test" ? domain : "large.test" }
    }

    @Test("is left alone with all its domains at no reader's cost, is told of once, and slows nobody else")
    func held() async throws {
        let ledger = InMemoryLedger()
        let mailing = ledger.publish(to: 3_000, at: ["a.test", "b.test", "quick.test"])
        let refused = Mutex(0)
        let relay = ScriptedRelay(rule: { line, _ in
            guard line.hasPrefix("RCPT"), !line.hasSuffix("@quick.test>") else {
                return ScriptedRelay.welcoming(line, 0)
            }
            refused.withLock { $0 += 1 }
            return "550 5.7.26 This mail has been blocked because the sender is unauthenticated"
        })
        var settings = SendLoop.Settings()
        settings.providers = Providers()
        let told = Mutex<[String]>([])
        var limits = RelayLimits(relay)
        limits.connections = 4
        let loop = SendLoop(
            outbox: ledger.outbox(retry: RetryPolicy()), journal: ledger, relays: [limits],
            messages: PlainMessage(), settings: settings
        ) { event in
            if case .held(let provider, let failure) = event {
                told.withLock { $0.append("\(provider) \(failure.cause.rawValue)") }
            }
        }
        let tally = try await loop.run()
        #expect(tally.accepted == 1_000 && tally.failed == 0)
        #expect(told.withLock { $0 } == ["large.test alignment"])
        #expect(refused.withLock { $0 } < 500, "only what was underway is tried")
        ledger.advance(by: .seconds(24 * 3600))
        var orders = OutboxOrders()
        orders.lease = 3_000
        let again = try await ledger.outbox(retry: RetryPolicy()).tick(orders).leased
        #expect(again.count == 2_000 && again.allSatisfy { $0.attempts == 0 })
        #expect(ledger.counts(of: mailing)[.failed] == nil)
    }

    @Test("that a report tells of is left alone as well")
    func reported() throws {
        var pacing = ProviderPacing()
        let now = ContinuousClock.now
        let isHeld = pacing.hold("large.test", for: .seconds(900), at: now)
        let isHeldAgain = pacing.hold("large.test", for: .seconds(900), at: now + .seconds(1))
        #expect(isHeld && !isHeldAgain, "it is already")
        let waits = (
            pacing.wait(for: "large.test", at: now + .seconds(2)), pacing.wait(for: "other.test", at: now)
        )
        #expect(try #require(waits.0) > .seconds(890))
        #expect(waits.1 == nil)
    }
}
