public import Hummingbird
import NIOCore
import Subscribers

/// A request with what it shows of the person behind it.
public struct ReaderWebContext: RequestContext {
    /// What Hummingbird keeps.
    public var coreContext: CoreRequestContextStorage
    /// Who is at the other end of the connection: an Internet address; nil when it has none.
    let peer: String?

    /// The context of a request that came over a channel.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }

    /// What shows that a wish was a person's own.
    /// - Parameters:
    ///   - source: which page or link they used.
    ///   - isBehindProxy: whether the peer is a proxy of ours, so that what it says of its own peer is believed.
    ///   - form: which text they agreed to.
    func evidence(_ source: String, in request: Request, isBehindProxy: Bool, form: String? = nil) -> Evidence
    {
        Evidence(
            source, internetAddress: client(in: request, isBehindProxy: isBehindProxy),
            userAgent: request.headers[.userAgent], form: form)
    }

    /// Which network a request came from; nil when that is not known, and for one that readers are not in:
    /// a proxy that we are not told of counts for nobody.
    func network(in request: Request, isBehindProxy: Bool) -> ClientNetwork? {
        guard
            let network = client(in: request, isBehindProxy: isBehindProxy).flatMap(ClientNetwork.init),
            isBehindProxy || !network.isPrivate
        else { return nil }
        return network
    }

    /// Who is at the other end: behind a proxy whom it tells of, never the proxy itself.
    private func client(in request: Request, isBehindProxy: Bool) -> String? {
        isBehindProxy ? Self.client(request.headers) : peer
    }

    /// The last address in X-Forwarded-For: the one our own proxy wrote. Those before it are what the client claims.
    private static func client(_ headers: HTTPFields) -> String? {
        let addresses = headers[values: .init("X-Forwarded-For")!].flatMap { $0.split(separator: ",") }
        guard let last = addresses.last?.filter({ !$0.isWhitespace }) else { return nil }
        return try? SocketAddress(ipAddress: last, port: 0).ipAddress
    }
}
