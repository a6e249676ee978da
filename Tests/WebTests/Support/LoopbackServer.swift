// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Newsroom

@testable import Web

/// The web as readers meet it: behind a socket.
struct LoopbackServer {
    let pages: ServedPages

    /// Answers one request and ends.
    func answer(
        _ uri: String, _ method: HTTPRequest.Method, body: String?, headers: HTTPFields
    ) async throws -> Answer {
        let listener = WebListener(
            responder: pages, limits: WebLimits(), clock: .system, logger: Logger(label: "test"))
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup { group in
            group.addTask {
                defer { port.finish() }
                try await listener.run(on: .host("127.0.0.1", port: 0)) { port.yield($0) }
            }
            defer { group.cancelAll() }
            guard let port = await ports.first(where: { _ in true }) else {
                throw ChannelError.ioOnClosedChannel
            }
            return try await ask(port, head(uri, method, body, headers), body)
        }
    }

    private func head(
        _ uri: String, _ method: HTTPRequest.Method, _ body: String?, _ fields: HTTPFields
    ) -> HTTPRequestHead {
        var headers = HTTPHeaders([("Host", "localhost"), ("Connection", "close")])
        if let body { headers.add(name: "Content-Length", value: "\(body.utf8.count)") }
        for field in fields { headers.add(name: field.name.rawName, value: field.value) }
        return HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: method.rawValue), uri: uri, headers: headers)
    }

    private func ask(_ port: Int, _ head: HTTPRequestHead, _ body: String?) async throws -> Answer {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            // In one piece: whoever asks without a body is answered, and let go, as soon as the head is there.
            let content = body.map { [HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(string: $0)))] } ?? []
            try await outbound.write(contentsOf: [.head(head)] + content + [.end(nil)])
            var (status, page, fields) = (HTTPResponse.Status.ok, ByteBuffer(), HTTPFields())
            for try await part in inbound {
                switch part {
                case .head(let head):
                    status = HTTPResponse.Status(code: Int(head.status.code))
                    for (name, value) in head.headers {
                        HTTPFields.Element.Name(name).map { fields.append(.init(name: $0, value: value)) }
                    }
                case .body(let bytes): page.writeImmutableBuffer(bytes)
                case .end: return (status, String(buffer: page), fields)
                }
            }
            throw ChannelError.eof
        }
    }
}
