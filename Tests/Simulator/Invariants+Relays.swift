// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The alarm of the relay that the newsroom is set up with.
extension Invariants {
    private static let alarm = "relay main"

    /// What must ring of it now, and what may. Whoever is down for ten minutes was visited in vain at the next look, and at one a
    /// minute and a half later that is certain; an alarm lasts for five minutes more than what was seen last. Where the clock was
    /// set meanwhile, nobody knows when.
    func relayAlarms() -> (due: Set<String>, allowed: Set<String>) {
        let (now, jump) = (world.clock.elapsed, world.clock.lastJump)
        let place = world.relays[0].place
        let since = world.clock.elapsed(at: place.since)
        guard place.isDown else {
            let isOver = now - since > 400_000 && jump.map { now - $0 > 6 * 3_600_000 } ?? true
            return ([], isOver ? [] : [Self.alarm])
        }
        let seen = state.withLock { $0.relaySeen }
        let isCertain =
            seen.map { $0 >= since && now - $0 >= 90_000 } ?? false && jump.map { $0 < since } ?? true
        return (isCertain ? [Self.alarm] : [], [Self.alarm])
    }

    /// Takes note of a look that must have seen that the relay is down.
    func noteRelayLook() {
        let place = world.relays[0].place
        let (now, since) = (world.clock.elapsed, world.clock.elapsed(at: place.since))
        guard place.isDown, now - since >= 600_000 else { return }
        state.withLock { state in
            if state.relaySeen.map({ $0 < since }) ?? true { state.relaySeen = now }
        }
    }
}
