// SPDX-License-Identifier: Apache-2.0
import Glibc
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import Synchronization

/// A mail server on loopback that accepts everything and keeps each message as a Maildir file, so that a
/// newsroom can be tried without a mail account.
public struct SandboxServer: Service {
    /// Why it cannot serve.
    public enum Fault: Error {
        /// That host is none of loopback's.
        case notLoopback(String)
        /// It cannot listen there, and what the system says.
        case cannotListen(host: String, port: Int, why: String)
        /// It cannot keep messages, and why.
        case cannotKeep(String)
    }

    private let host: String
    private let port: Int
    private let keeper: any MessageKeeper
    private let logger: Logger
    private let onReady: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - port: 0 for any free one.
    ///   - maildir: where messages go; made if it is not there.
    ///   - onReady: told the port once connections are accepted.
    ///   - onMessage: told of each message kept and its file's name.
    public init(
        host: String = "127.0.0.1", port: Int, maildir: String, logger: Logger,
        onReady: @escaping @Sendable (Int) -> Void = { _ in },
        onMessage: @escaping @Sendable (SandboxMessage, String) -> Void = { _, _ in }
    ) throws {
        guard ["127.0.0.1", "::1", "localhost"].contains(host) else { throw Fault.notLoopback(host) }
        self.host = host
        self.port = port
        do {
            keeper = MaildirKeeper(try Maildir(path: maildir), logger: logger, onMessage: onMessage)
        } catch {
            throw Fault.cannotKeep("\(error)")
        }
        self.logger = logger
        self.onReady = onReady
    }

    /// A server for a rehearsal, at any free port.
    /// - Parameters:
    ///   - record: counts what comes.
    ///   - onReady: told the port once connections are accepted.
    public init(
        rehearsing record: RehearsalRecord, logger: Logger, onReady: @escaping @Sendable (Int) -> Void
    ) {
        (host, port, keeper) = ("127.0.0.1", 0, record)
        (self.logger, self.onReady) = (logger, onReady)
    }

    /// Serves until shut down; conversations under way are ended between two messages.
    public func run() async throws {
        let server: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>
        do {
            server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 256)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: host, port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            let code = (error as? IOError)?.errnoCode
            throw Fault.cannotListen(
                host: host, port: port, why: code.map { String(cString: strerror($0)) } ?? "\(error)")
        }
        onReady(server.channel.localAddress?.port ?? port)
        await withTaskCancellationOrGracefulShutdownHandler {
            await serve(server)
        } onCancelOrGracefulShutdown: {
            server.channel.close(promise: nil)
        }
    }

    private func serve(_ server: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>) async {
        do {
            try await server.executeThenClose { clients in
                await withDiscardingTaskGroup { group in
                    do {
                        for try await client in clients { group.addTask { await converse(client) } }
                    } catch {
                        logger.error("the sandbox stops listening: \(error)")
                    }
                    group.cancelAll()
                }
            }
        } catch {
            logger.debug("closed: \(error)")
        }
    }

    private func converse(_ client: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
        do {
            try await client.executeThenClose { inbound, outbound in
                var session = SandboxSession(judge: keeper.verdict)
                try await outbound.write(ByteBuffer(string: "\(SandboxSession.greeting)\r\n"))
                for try await bytes in inbound {
                    session.receive(bytes.readableBytesView)
                    var answers = ByteBuffer()
                    var isOver = false
                    while let action = session.next() {
                        switch action {
                        case .reply(let line): answers.writeString("\(line)\r\n")
                        case .keep(let message):
                            switch await keeper.take(message) {
                            case .kept(let name): answers.writeString("\(session.kept(name))\r\n")
                            case .noRoom: answers.writeString("\(session.kept(nil))\r\n")
                            case .unanswered: return
                            }
                        case .close(let line):
                            answers.writeString("\(line)\r\n")
                            isOver = true
                        }
                    }
                    try await outbound.write(answers)
                    if isOver { break }
                }
            }
        } catch {
            logger.debug("a client left: \(error)")
        }
    }
}
