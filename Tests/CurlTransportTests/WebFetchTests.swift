// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import CurlTransport

@Suite("A page read from the web")
struct WebFetchTests {
    private static func fetch(largest: Int = 10_000, redirects: Int = 5, allowing: [String] = ["127.0.0.1"])
        -> WebFetch
    {
        var settings = WebFetch.Settings()
        settings.largest = largest
        settings.redirects = redirects
        settings.timeout = .seconds(60)
        settings.allowed = allowing.compactMap(AddressRange.init)
        return WebFetch(settings)
    }

    private static func answer(_ status: String, _ fields: String..., body: String = "") -> String {
        (["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + fields).joined(separator: "\r\n")
            + "\r\n\r\n"
            + body
    }

    private func fault(_ read: () async throws -> WebFetch.Page) async -> WebFetch.Fault? {
        do {
            _ = try await read()
            return nil
        } catch { return error as? WebFetch.Fault }
    }

    @Test("comes with its type, its address after redirects, and what to ask again with")
    func page() async throws {
        let server = CannedServer(
            answering: Self.answer("302 Found", "Location: /there", "ETag: \"no\""),
            Self.answer(
                "200 OK", "Content-Type: text/html", "ETag: \"x1\"",
                "Last-Modified: Tue, 24 Nov 2026 06:00:00 GMT", body: "<p>"))
        let page = try await Self.fetch().page("http://127.0.0.1:\(server.port)/here")
        #expect(page.url == "http://127.0.0.1:\(server.port)/there" && page.contentType == "text/html")
        #expect(page.etag == "\"x1\"" && page.lastModified == "Tue, 24 Nov 2026 06:00:00 GMT")
        #expect(page.bytes == Array("<p>".utf8) && !page.isUnchanged)
    }

    @Test("is not read again when the server says it is the same")
    func unchanged() async throws {
        let server = CannedServer(answering: Self.answer("304 Not Modified"))
        let page = try await Self.fetch().page(
            "http://127.0.0.1:\(server.port)/", etag: "\"x1\"", lastModified: "Tue, 24 Nov 2026 06:00:00 GMT")
        #expect(page.isUnchanged && page.bytes.isEmpty)
        let request = try #require(server.requests.first)
        #expect(request.contains("If-None-Match: \"x1\"\r\n"))
        #expect(request.contains("If-Modified-Since: Tue, 24 Nov 2026 06:00:00 GMT\r\n"))
    }

    @Test(
        "is refused at an address that is not public, however it is written",
        arguments: [
            "127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0",
        ])
    func inside(host: String) async {
        let server = CannedServer(answering: Self.answer("200 OK", body: "secret"))
        let url = "http://\(host):\(server.port)/"
        #expect(await fault { try await Self.fetch(allowing: []).page(url) } == .refusedAddress(url))
        #expect(server.requests.isEmpty)
    }

    @Test("is refused when a public page sends us inside")
    func redirectedInside() async {
        let inside = CannedServer(answering: Self.answer("200 OK", body: "secret"))
        let server = CannedServer(
            answering: Self.answer("302 Found", "Location: http://127.0.0.2:\(inside.port)/"))
        let url = "http://127.0.0.1:\(server.port)/"
        #expect(await fault { try await Self.fetch().page(url) } == .refusedAddress(url))
    }

    @Test(
        "is refused when a page sends us to something that is no page",
        arguments: ["file:///etc/passwd", "gopher://127.0.0.1/"])
    func redirectedElsewhere(target: String) async {
        let server = CannedServer(answering: Self.answer("302 Found", "Location: \(target)"))
        let url = "http://127.0.0.1:\(server.port)/"
        guard case .failed(url, let why)? = await fault({ try await Self.fetch().page(url) }) else {
            Issue.record("it was read")
            return
        }
        #expect(why.contains("not the web"))
    }

    @Test("is refused when it is too large, announced or not")
    func tooLarge() async {
        let body = String(repeating: "x", count: 200)
        for answer in [Self.answer("200 OK", body: body), "HTTP/1.0 200 OK\r\n\r\n\(body)"] {
            let server = CannedServer(answering: answer)
            let url = "http://127.0.0.1:\(server.port)/"
            #expect(
                await fault { try await Self.fetch(largest: 100).page(url) } == .tooLarge(url, bytes: 100))
        }
    }

    @Test("is refused when we are sent around in circles")
    func circles() async {
        let there = Self.answer("302 Found", "Location: /")
        let server = CannedServer(answering: there, there, there, there)
        let url = "http://127.0.0.1:\(server.port)/"
        guard case .failed(_, let why)? = await fault({ try await Self.fetch(redirects: 2).page(url) }) else {
            Issue.record("it was read")
            return
        }
        #expect(why.lowercased().contains("redirects"))
    }

    @Test("is refused with the server's status, or when the address is none")
    func refused() async {
        let server = CannedServer(answering: Self.answer("404 Not Found"))
        let url = "http://127.0.0.1:\(server.port)/"
        #expect(await fault { try await Self.fetch().page(url) } == .status(url, 404))
        for url in [
            "ftp://example.com/", "file:///etc/passwd", "http://a b/", "http://a\r\nX: y/", "javascript:x",
            "",
        ] {
            #expect(await fault { try await Self.fetch().page(url) } == .notWeb(url))
        }
    }

    @Test(
        "comes from public networks alone",
        arguments: [
            ("10.1.2.3", false), ("100.64.0.1", false), ("169.254.169.254", false), ("172.31.0.1", false),
            ("192.168.1.1", false),
            ("224.0.0.1", false), ("255.255.255.255", false), ("8.8.8.8", true), ("172.32.0.1", true),
            ("fd00::1", false),
            ("fe80::1", false), ("::1", false), ("::ffff:10.0.0.1", false), ("64:ff9b::a00:1", false),
            ("2002:a00:1::", false),
            ("2001:db8::1", false), ("2606:4700::1111", true), ("ff02::1", false),
        ])
    func networks(address: String, isPublic: Bool) throws {
        #expect(AddressRange.isPublic(try #require(AddressRange.bytes(address))) == isPublic)
    }

    @Test("is given up when its task is cancelled, whatever time it has left")
    func cancelled() async {
        let server = CannedServer(saying: nil)
        let reading = Task { try await Self.fetch().page("http://127.0.0.1:\(server.port)/") }
        reading.cancel()
        await #expect(throws: CancellationError.self) { try await reading.value }
    }
}
