// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Sender

@Suite("Pacing by domain")
struct ProviderPacingTests {
    private let start = ContinuousClock.now

    @Test("a domain that throttles waits, the others do not")
    func pauses() throws {
        var pacing = ProviderPacing()
        #expect(pacing.isIdle)
        pacing.throttle("slow.test", at: start)
        let (slow, quick) = (
            pacing.wait(for: "slow.test", at: start), pacing.wait(for: "quick.test", at: start)
        )
        #expect(try #require(slow) > ProviderPacing.firstPause)
        #expect(quick == nil)
        #expect(!pacing.isIdle)
    }

    @Test("what is put off comes back at the pace it will be sent, and is sent then")
    func spreads() {
        var pacing = ProviderPacing()
        pacing.throttle("slow.test", at: start)
        let waits = (0..<1_000).compactMap { _ in pacing.wait(for: "slow.test", at: start) }
        #expect(waits.count == 1_000 && waits == waits.sorted())
        // One a second at first, faster then: a thousand within two and a half minutes of the end of the pause.
        #expect(waits[1] - waits[0] > .milliseconds(900))
        #expect(waits[999] < ProviderPacing.firstPause + .seconds(150))
        let late = waits.filter { pacing.wait(for: "slow.test", at: start + $0) != nil }
        #expect(late.isEmpty, "\(late.count) were put off again")
    }

    @Test("a domain that goes on throttling waits twice as long each time, up to half an hour")
    func doubles() throws {
        var pacing = ProviderPacing()
        var now = start
        var pauses: [Duration] = []
        for _ in 0..<8 {
            pacing.throttle("slow.test", at: now)
            let next = pacing.wait(for: "slow.test", at: now)
            let wait = try #require(next)
            pauses.append(wait - .seconds(1))
            now += wait
        }
        #expect(pauses == [60, 120, 240, 480, 960, 1800, 1800, 1800].map { .seconds($0) })
    }

    @Test("what it says of messages that were underway changes nothing")
    func underway() {
        var (once, often) = (ProviderPacing(), ProviderPacing())
        once.throttle("slow.test", at: start)
        for _ in 0..<50 { often.throttle("slow.test", at: start) }
        let waits = (once.wait(for: "slow.test", at: start), often.wait(for: "slow.test", at: start))
        #expect(waits.0 == waits.1)
    }

    @Test("after some minutes it is a domain like any other")
    func recovers() {
        var pacing = ProviderPacing()
        pacing.throttle("slow.test", at: start)
        let wait = pacing.wait(for: "slow.test", at: start + .seconds(60 + 300))
        #expect(wait == nil)
        #expect(pacing.isIdle)
    }
}
