// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
public import Hummingbird
public import Logging
public import Newsroom
import Sender
public import ServiceLifecycle

/// An edition in a browser while it is made: both parts side by side, reloading when something changes.
///
/// | path | what |
/// | --- | --- |
/// | `/` | the page; its script and style at `/preview.js` and `/preview.css` |
/// | `/html?scheme=light&images=on` | the HTML part alone, for a frame |
/// | `/media/NAME` | a picture that the newsroom keeps |
/// | `/state` | subject, plain text and findings, or what is wrong, and whether that is a draft, as JSON |
/// | `/changes` | an event for every change (server-sent events) |
///
/// It listens on loopback alone, and answers no request for another host's name: a page elsewhere whose name was made to
/// lead here could read the edition otherwise.
public struct PreviewWeb: Service {
    private let site: LoopbackSite

    /// - Parameters:
    ///   - port: on 127.0.0.1; 0 for any free one.
    ///   - onReady: told the address to open.
    public init(
        _ desk: PreviewDesk, port: Int, logger: Logger, onReady: @escaping @Sendable (String) -> Void
    ) {
        site = LoopbackSite(Self.router(desk), port: port, logger: logger, onReady: onReady)
    }

    /// Serves until shut down.
    public func run() async throws { try await site.run() }

    /// The routes, for a server or a test.
    public static func router(_ desk: PreviewDesk) -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: LoopbackOnly())
        for (path, type, text) in PreviewPage.files {
            router.get(RouterPath(path)) { _, _ in answer(text, type) }
        }
        router.get("html") { request, _ in
            let query = request.uri.queryParameters
            let html =
                switch await desk.look() {
                case .composed(let preview, _):
                    desk.media.withOwnPictures(preview.html).framed(isDark: query["scheme"] == "dark")
                case .broken: "<!doctype html><title>Preview</title>"
                }
            var response = answer(html, "text/html; charset=utf-8")
            let images = query["images"] == "off" ? "'none'" : "'self' https: http:"
            response.headers[.contentSecurityPolicy] =
                "default-src 'none'; img-src \(images); style-src 'unsafe-inline'; frame-ancestors 'self'"
            return response
        }
        KeptPictures.add(to: router, of: desk.media)
        router.get("state") { _, _ in
            let state = PreviewState(await desk.look(), await desk.findings())
            return answer(
                String(decoding: try JSONEncoder().encode(state), as: UTF8.self), "application/json")
        }
        router.get("changes") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
                body: ResponseBody { writer in
                    for await event in PreviewChanges(desk).cancelOnGracefulShutdown() {
                        try await writer.write(ByteBuffer(string: event))
                    }
                    try await writer.finish(nil)
                })
        }
        return router
    }

    private static func answer(_ text: String, _ type: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
                .contentSecurityPolicy:
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// The state that the page asks for after every change.
private struct PreviewState: Encodable {
    let subject: String?
    let text: String?
    let kilobytes: Int?
    let fault: String?
    let isDraft: Bool
    let findings: [Finding]

    init(_ look: PreviewDesk.Look, _ findings: [Finding]) {
        self.findings = findings
        switch look {
        case .composed(let preview, let isDraft):
            self.isDraft = isDraft
            (subject, text, fault) = (preview.subject, preview.text, nil)
            kilobytes = (preview.message.count + 1023) / 1024
        case .broken(let why, let isDraft):
            self.isDraft = isDraft
            (subject, text, kilobytes, fault) = (nil, nil, nil, why)
        }
    }
}

/// Server-sent events: one at the start, one for each change, and now and then an empty comment, so that a browser that
/// went away is noticed.
private struct PreviewChanges: AsyncSequence {
    private let desk: PreviewDesk

    private static let interval: Duration = .milliseconds(400)
    private static let looksBetweenComments = 10

    init(_ desk: PreviewDesk) { self.desk = desk }

    func makeAsyncIterator() -> Iterator { Iterator(desk: desk) }

    struct Iterator: AsyncIteratorProtocol {
        let desk: PreviewDesk
        private var last: PreviewDesk.Look?

        init(desk: PreviewDesk) { self.desk = desk }

        mutating func next() async -> String? {
            for _ in 0..<PreviewChanges.looksBetweenComments {
                if last != nil { await desk.clock.sleep(PreviewChanges.interval) }
                if Task.isCancelled { return nil }
                let look = await desk.look()
                if look != last {
                    last = look
                    return "data: changed\n\n"
                }
            }
            return ":\n\n"
        }
    }
}

extension String {
    /// The page in one colour scheme, whatever the browser's is, with links that open in another window.
    fileprivate func framed(isDark: Bool) -> String {
        let scheme = isDark ? "dark" : "light"
        let head = "<base target=\"_blank\"><style>:root { color-scheme: only \(scheme) }</style></head>"
        return replacing(
            "(prefers-color-scheme: dark)", with: isDark ? "(min-width: 0px)" : "(max-width: 0px)"
        )
        .replacing("</head>", with: head, maxReplacements: 1)
    }
}
