// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import NIOEmbedded
import Synchronization

/// What a browser got.
typealias Answer = (status: HTTPResponse.Status, page: String, headers: HTTPFields)

extension HTTPResponder where Context: RequestContext, Context.Source == ApplicationRequestContextSource {
    /// Answers as behind a server, without a socket: nobody's address is known.
    func answer(
        _ uri: String, _ method: HTTPRequest.Method = .get, body: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        if let body { headers[.contentLength] = "\(body.utf8.count)" }
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "localhost", path: uri, headerFields: headers),
            body: RequestBody(buffer: ByteBuffer(string: body ?? "")))
        let source = ApplicationRequestContextSource(
            channel: NIOAsyncTestingChannel(), logger: Logger(label: "test"))
        let response = try await respond(to: request, context: Context(source: source))
        let page = PageWriter()
        try await response.body.write(page)
        return (response.status, page.text, response.headers)
    }
}

/// Keeps what is written.
private final class PageWriter: ResponseBodyWriter {
    private let bytes = Mutex(ByteBuffer())

    var text: String { bytes.withLock { String(buffer: $0) } }

    func write(_ buffer: ByteBuffer) async throws { bytes.withLock { _ = $0.writeImmutableBuffer(buffer) } }

    func finish(_ trailer: HTTPFields?) async throws {}
}
