// SPDX-License-Identifier: Apache-2.0
import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import MailFormat
import NIOCore
import NIOHTTP1
import NIOPosix
import Newsroom
import Sender
import ServiceLifecycle

/// Takes connections from strangers, within limits, and has each request answered.
///
/// Hummingbird's own server counts connections and waits for each without an end; its channel is used here.
struct WebListener: Sendable {
    let responder: ServedPages
    let limits: WebLimits
    let clock: WallClock
    let logger: Logger

    private typealias Connection = HTTP1Channel.Value

    /// Listens until shut down. Requests that are being answered then get their answers.
    /// - Parameter onReady: told the port.
    func run(on address: ListenAddress, onReady: @Sendable (Int) -> Void = { _ in }) async throws {
        let book = ConnectionBook(limits)
        let http = HTTP1Channel(
            responder: respond,
            configuration: .init(
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 8192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 100)))
        let server = try await bind(address) { channel in setUp(channel, http, book) }
        onReady(server.channel.localAddress?.port ?? 0)
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                do {
                    try await server.executeThenClose { connections in
                        for try await connection in connections {
                            guard let connection else { continue }
                            group.addTask { await http.handle(value: connection, logger: logger) }
                        }
                    }
                } catch {
                    // Cancellation ends listening with an error, which is no failure.
                    guard !Task.isCancelled else { return }
                    logger.error("connections are not taken any more: \(error)")
                }
            }
        } onGracefulShutdown: {
            server.channel.close(promise: nil)
            book.shutDown()
        }
    }

    private func bind(
        _ address: ListenAddress, _ setUp: @escaping @Sendable (any Channel) -> EventLoopFuture<Connection?>
    ) async throws -> NIOAsyncChannel<Connection?, Never> {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptFaults(logger))
                }
            }
        switch address {
        case .host(let host, let port):
            return try await bootstrap.bind(host: host, port: port, childChannelInitializer: setUp)
        case .descriptor(let descriptor):
            // The one that was handed over stays open, so that a listener that is started again finds it.
            let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            guard own >= 0 else { throw IOError(errnoCode: errno, reason: "fcntl") }
            return try await bootstrap.bind(own, childChannelInitializer: setUp)
        }
    }

    /// Prepares a connection; nil for one that is one too many, which is closed at once.
    private func setUp(
        _ channel: any Channel, _ http: HTTP1Channel, _ book: ConnectionBook
    ) -> EventLoopFuture<Connection?> {
        guard book.admit(channel, from: channel.remoteAddress?.ipAddress, now: clock.steady.now())
        else {
            return channel.pipeline.addHandler(CloseAtOnce()).map { nil }
        }
        return http.setup(channel: channel, logger: logger).flatMapThrowing { connection in
            let operations = channel.pipeline.syncOperations
            let decoder = try operations.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try operations.addHandler(watch(channel, book), position: .after(decoder))
            return connection
        }
    }

    private func watch(_ channel: any Channel, _ book: ConnectionBook) -> RequestWatch {
        var headers = HTTPHeaders([
            ("Content-Type", Page.contentType), ("Date", date), ("Server", Self.name),
        ])
        for field in FaultPages.headers { headers.add(name: field.name.rawName, value: field.value) }
        return RequestWatch(limits, refusal: ByteBuffer(string: responder.refusal.html), headers: headers) {
            book.note(channel, isBusy: $0, now: clock.steady.now())
        }
    }

    private static var name: String { "daybreak" }

    /// Now, as HTTP writes it (RFC 9110 §5.6.7).
    private var date: String {
        MessageDate(unixSeconds: clock.now / 1000).description.replacing("+0000", with: "GMT")
    }

    @Sendable private func respond(
        to request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
    ) async throws {
        var logger = logger
        logger[metadataKey: "hb.request.id"] = .stringConvertible(RequestID())
        let context = ReaderWebContext(
            source: ApplicationRequestContextSource(channel: channel, logger: logger))
        var response = try await responder.respond(to: request, context: context)
        response.headers[.date] = date
        response.headers[.server] = Self.name
        try await writer.write(response: response.head, body: response.body)
    }
}

/// Closes a connection as soon as it is there.
private final class CloseAtOnce: ChannelInboundHandler, Sendable {
    typealias InboundIn = Any

    func channelActive(context: ChannelHandlerContext) { context.close(promise: nil) }
}

/// Keeps a server going when a connection cannot be taken, out of descriptors for example, and has it look
/// again in a moment.
private final class AcceptFaults: ChannelInboundHandler, Sendable {
    typealias InboundIn = Any

    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.error("a connection cannot be taken: \(error)")
        let channel = context.channel
        channel.setOption(.autoRead, value: false).whenSuccess {
            channel.eventLoop.scheduleTask(in: .milliseconds(100)) {
                channel.setOption(.autoRead, value: true)
            }
        }
    }
}
