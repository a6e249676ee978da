// SPDX-License-Identifier: Apache-2.0
public import Hummingbird
import NIOCore
import Newsroom
import Subscribers

/// A request with what it shows of the person behind it.
public struct ReaderWebContext: RequestContext {
    /// The storage that Hummingbird needs.
    public var coreContext: CoreRequestContextStorage
    /// The Internet address at the other end of the connection; nil when it has none.
    let peer: String?

    /// The context of a request that came over a channel.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }

    /// The evidence that a wish was a person's own.
    /// - Parameters:
    ///   - source: which page or link they used.
    ///   - isBehindProxy: whether the peer is the operator's proxy, so that its word on the client's address is believed.
    ///   - form: which text they agreed to.
    func evidence(_ source: String, in request: Request, isBehindProxy: Bool, form: String? = nil) -> Evidence
    {
        Evidence(
            source, internetAddress: client(in: request, isBehindProxy: isBehindProxy),
            userAgent: request.headers[.userAgent], form: form)
    }

    /// The network that a request came from. It is nil when that is not known, and for private networks: a proxy that the
    /// configuration does not name must not make all readers one network.
    func network(in request: Request, isBehindProxy: Bool) -> ClientNetwork? {
        guard
            let network = client(in: request, isBehindProxy: isBehindProxy).flatMap(ClientNetwork.init),
            isBehindProxy || !network.isPrivate
        else { return nil }
        return network
    }

    /// Whether whoever asks may read metrics.
    func mayReadMetrics(_ request: Request, by access: MetricAccess, isBehindProxy: Bool) -> Bool {
        access.admits(
            peer: peer, client: isBehindProxy ? Self.client(request.headers) : nil,
            isForwarded: Self.forwarding.contains { request.headers[$0] != nil })
    }

    /// What proxies add.
    private static let forwarding = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"].compactMap {
        HTTPFields.Element.Name($0)
    }

    /// The client's address: behind a proxy the one that the proxy reports, never the proxy's own.
    private func client(in request: Request, isBehindProxy: Bool) -> String? {
        isBehindProxy ? Self.client(request.headers) : peer
    }

    /// The last address in X-Forwarded-For, which the operator's proxy wrote. The client may have made up those before it.
    private static func client(_ headers: HTTPFields) -> String? {
        let addresses = headers[values: .init("X-Forwarded-For")!].flatMap { $0.split(separator: ",") }
        guard let last = addresses.last?.filter({ !$0.isWhitespace }) else { return nil }
        return try? SocketAddress(ipAddress: last, port: 0).ipAddress
    }
}
