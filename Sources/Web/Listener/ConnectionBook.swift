// SPDX-License-Identifier: Apache-2.0
import NIOCore
import Subscribers
import Synchronization

/// The connections that are open, in all and for each network.
///
/// When there are as many as may be, a new one takes the place of the one that has been silent for longest: readers send their
/// request as soon as they are connected, and clients that never do must not keep them out.
final class ConnectionBook: Sendable {
    private struct Entry {
        let channel: any Channel
        let network: ClientNetwork?
        var isBusy = false
        var since: ContinuousClock.Instant
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var networks: [ClientNetwork: Int] = [:]

        mutating func remove(_ id: ObjectIdentifier) -> Entry? {
            guard let entry = entries.removeValue(forKey: id) else { return nil }
            if let network = entry.network, let count = networks[network] {
                networks[network] = count > 1 ? count - 1 : nil
            }
            return entry
        }
    }

    private let state = Mutex(State())
    private let limits: WebLimits

    /// How long an answer may take until its connection counts as silent.
    private static let patience: Duration = .seconds(5)

    init(_ limits: WebLimits) { self.limits = limits }

    /// Lets a connection in until it closes. It is false when there are enough of its network, or enough in all and none is
    /// silent.
    /// - Parameter peer: the Internet address at its other end.
    func admit(
        _ channel: any Channel, from peer: String?, now: ContinuousClock.Instant
    ) -> Bool {
        let network = peer.flatMap(ClientNetwork.init).flatMap { $0.isPrivate ? nil : $0 }
        let id = ObjectIdentifier(channel)
        let (isAdmitted, ousted): (Bool, Entry?) = state.withLock { state in
            if let network, state.networks[network, default: 0] >= limits.perNetwork { return (false, nil) }
            var ousted: Entry?
            if state.entries.count >= limits.connections {
                guard let idle = Self.longestIdle(state.entries, now) else { return (false, nil) }
                ousted = state.remove(idle)
            }
            if let network { state.networks[network, default: 0] += 1 }
            state.entries[id] = Entry(channel: channel, network: network, since: now)
            return (true, ousted)
        }
        ousted?.channel.close(promise: nil)
        if isAdmitted {
            channel.closeFuture.whenComplete { _ in self.state.withLock { _ = $0.remove(id) } }
        }
        return isAdmitted
    }

    private static func longestIdle(
        _ entries: [ObjectIdentifier: Entry], _ now: ContinuousClock.Instant
    ) -> ObjectIdentifier? {
        entries.filter { !$0.value.isBusy || now - $0.value.since > patience }
            .min { $0.value.since < $1.value.since }?.key
    }

    /// Notes that a connection's request is being answered, or that it was.
    func note(_ channel: any Channel, isBusy: Bool, now: ContinuousClock.Instant) {
        state.withLock { state in
            state.entries[ObjectIdentifier(channel)]?.isBusy = isBusy
            state.entries[ObjectIdentifier(channel)]?.since = now
        }
    }

    /// Has every connection end with the answer that it waits for, or at once.
    func shutDown() {
        for channel in state.withLock({ $0.entries.values.map(\.channel) }) {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }
}
