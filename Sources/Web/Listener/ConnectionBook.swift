import NIOCore
import Subscribers
import Synchronization

/// The connections that are open, in all and for each network.
final class ConnectionBook: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var networks: [ClientNetwork: Int] = [:]
    }

    private let state = Mutex(State())
    private let limits: WebLimits

    init(_ limits: WebLimits) { self.limits = limits }

    /// Lets a connection in until it closes; false when there are enough.
    /// - Parameter peer: the Internet address at its other end.
    func admit(_ channel: any Channel, from peer: String?) -> Bool {
        let network = peer.flatMap(ClientNetwork.init).flatMap { $0.isPrivate ? nil : $0 }
        let isAdmitted = state.withLock { state in
            guard state.channels.count < limits.connections else { return false }
            if let network {
                guard state.networks[network, default: 0] < limits.perNetwork else { return false }
                state.networks[network, default: 0] += 1
            }
            state.channels[ObjectIdentifier(channel)] = channel
            return true
        }
        if isAdmitted {
            channel.closeFuture.whenComplete { _ in self.release(channel, network) }
        }
        return isAdmitted
    }

    private func release(_ channel: any Channel, _ network: ClientNetwork?) {
        state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = nil
            guard let network, let count = state.networks[network] else { return }
            state.networks[network] = count > 1 ? count - 1 : nil
        }
    }

    /// Has every connection end with the answer that it waits for, or at once.
    func shutDown() {
        for channel in state.withLock({ Array($0.channels.values) }) {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }
}
