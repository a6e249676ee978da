// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Web

@Suite("What one connection may take of the server")
struct RequestWatchTests {
    /// A connection whose clock the test moves.
    private struct Connection {
        let channel = EmbeddedChannel()
        let half = HalfClose()

        init(_ limits: WebLimits = WebLimits()) throws {
            let watch = RequestWatch(
                limits, refusal: ByteBuffer(string: "what?"), headers: HTTPHeaders([("X-Page", "refusal")]))
            try channel.pipeline.syncOperations.addHandlers([half, watch])
            try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 80)).wait()
        }

        func ask(
            _ headers: [(String, String)] = [("Host", "x.test")], version: HTTPVersion = .http1_1,
            body: [Int]? = nil
        ) throws {
            let head = HTTPRequestHead(
                version: version, method: body == nil ? .GET : .POST, uri: "/", headers: HTTPHeaders(headers))
            try channel.writeInbound(HTTPServerRequestPart.head(head))
            for count in body ?? [] { try send(count) }
        }

        func send(_ count: Int) throws {
            try channel.writeInbound(
                HTTPServerRequestPart.body(ByteBuffer(repeating: 0x61, count: count)))
        }

        func end() throws { try channel.writeInbound(HTTPServerRequestPart.end(nil)) }

        func answer() throws {
            for part in [
                HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok)), .end(nil),
            ] { try channel.writeOutbound(part) }
        }

        func pass(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

        /// What the responder got.
        func received() throws -> [String] {
            var parts: [String] = []
            while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
                switch part {
                case .head(let head): parts.append("\(head.method) \(head.headers["Connection"])")
                case .body(let bytes): parts.append("\(bytes.readableBytes)")
                case .end: parts.append("end")
                }
            }
            return parts
        }

        /// What the client got: status, connection, whose page.
        func sent() throws -> [String] {
            var heads: [String] = []
            while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) {
                guard case .head(let head) = part else { continue }
                let words = head.headers["Connection"] + head.headers["X-Page"]
                heads.append(([String(head.status.code)] + words).joined(separator: " "))
            }
            return heads
        }
    }

    @Test("a connection on which no request comes is closed after its time, also between two requests")
    func silent() throws {
        let connection = try Connection()
        connection.pass(14)
        #expect(connection.channel.isActive)
        try connection.ask()
        try connection.end()
        try connection.answer()
        connection.pass(14)
        #expect(connection.channel.isActive)
        connection.pass(1)
        #expect(!connection.channel.isActive)
    }

    @Test("a body that does not end, however it trickles, ends the connection", arguments: [0, 1, 5])
    func trickle(times: Int) throws {
        let connection = try Connection()
        try connection.ask(body: [])
        for _ in 0..<times {
            connection.pass(2)
            try connection.send(1)
        }
        connection.pass(14 - Int64(times) * 2)
        #expect(connection.channel.isActive)
        connection.pass(1)
        #expect(!connection.channel.isActive)
    }

    @Test("an answer that is not made, or not taken, ends the connection")
    func unanswered() throws {
        let connection = try Connection()
        try connection.ask()
        try connection.end()
        connection.pass(24)
        #expect(connection.channel.isActive)
        connection.pass(1)
        #expect(!connection.channel.isActive)
    }

    @Test(
        "without a Host, or with two, nothing is answered but 400",
        arguments: [
            ([], HTTPVersion.http1_1, false), ([("Host", "a"), ("host", "b")], .http1_1, false),
            ([("Host", "a"), ("Host", "a")], .http1_0, false), ([], .http1_0, true),
            ([("HOST", "a")], .http1_1, true),
        ] as [([(String, String)], HTTPVersion, Bool)])
    func hosts(headers: [(String, String)], version: HTTPVersion, isTaken: Bool) throws {
        let connection = try Connection()
        try connection.ask(headers, version: version)
        try connection.end()
        #expect(try connection.received().isEmpty != isTaken)
        #expect(try connection.sent() == (isTaken ? [] : ["400 close refusal"]))
        #expect(connection.half.isClosed != isTaken)
    }

    @Test(
        "HTTP/1.0, and whoever says so, is answered once",
        arguments: [
            (HTTPVersion.http1_0, "keep-alive", true), (.http1_1, "Close", true),
            (.http1_1, "TE, close", true), (.http1_1, "keep-alive", false),
        ])
    func last(version: HTTPVersion, connectionField: String, isLast: Bool) throws {
        let connection = try Connection()
        try connection.ask([("Host", "a"), ("Connection", connectionField)], version: version)
        try connection.end()
        let word = isLast ? "close" : connectionField
        #expect(try connection.received() == ["GET [\"\(word)\"]", "end"])
        try connection.answer()
        #expect(try connection.sent() == [isLast ? "200 close" : "200"])
        #expect(connection.half.isClosed == isLast)
        try connection.ask()
        #expect(try connection.received().isEmpty == isLast)
        connection.pass(2)
        #expect(connection.channel.isActive != isLast)
    }

    @Test("a client that closes its side of a closed connection is not waited for")
    func closes() throws {
        let connection = try Connection()
        try connection.ask(version: .http1_0)
        try connection.end()
        try connection.answer()
        #expect(connection.channel.isActive)
        connection.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(!connection.channel.isActive)
    }

    @Test("what a connection sends after its end is not taken without an end")
    func flood() throws {
        let connection = try Connection()
        try connection.ask([])
        for _ in 0..<200 where connection.channel.isActive { try connection.send(10) }
        #expect(!connection.channel.isActive)
        #expect(try connection.received().isEmpty)
    }

    @Test("of a body that is too long the rest is left alone, and the connection ends with the answer")
    func large() throws {
        let connection = try Connection()
        try connection.ask(body: [60_000, 10_000, 10_000])
        #expect(try connection.received() == ["POST []", "60000", "end"])
        try connection.answer()
        #expect(try connection.sent() == ["200 close"])
        #expect(connection.half.isClosed)
    }

    @Test("what is no HTTP gets a page, behind the answers to what came before it")
    func noHTTP() throws {
        let connection = try Connection()
        connection.channel.pipeline.fireErrorCaught(HTTPParserError.invalidMethod)
        #expect(try connection.sent() == ["400 close refusal"])
        let other = try Connection()
        try other.ask()
        try other.end()
        other.channel.pipeline.fireErrorCaught(HTTPParserError.invalidMethod)
        #expect(try other.sent() == [])
        try other.answer()
        #expect(try other.sent() == ["200", "400 close refusal"])
        #expect(other.half.isClosed)
    }

    @Test("who asks before sending a body is told to go on")
    func goOn() throws {
        let connection = try Connection()
        try connection.ask([("Host", "a"), ("Expect", "100-continue")], body: [])
        #expect(try connection.sent() == ["100"])
    }

    @Test("a shutdown ends connections that wait at once, and others with their answer")
    func shutdown() throws {
        let waiting = try Connection()
        let busy = try Connection()
        try busy.ask()
        try busy.end()
        for connection in [waiting, busy] {
            connection.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
        #expect(waiting.half.isClosed && !busy.half.isClosed)
        try busy.answer()
        #expect(try busy.sent() == ["200 close"] && busy.half.isClosed)
    }

    @Test("so many connections are taken of each network; a proxy's do not count as one network")
    func networks() throws {
        var limits = WebLimits()
        limits.perNetwork = 2
        let book = ConnectionBook(limits)
        let channels = (0..<10).map { _ in EmbeddedChannel() }
        let peers = [
            "8.8.8.8", "8.8.8.8", "8.8.8.8", "2001:4860::1", "2001:4860::2", "2001:4860::3",
            "127.0.0.1", "127.0.0.1", "127.0.0.1", nil,
        ]
        let taken = zip(channels, peers).map { book.admit($0, from: $1, now: .now) }
        #expect(taken == [true, true, false, true, true, false, true, true, true, true])
        try channels[0].close().wait()
        channels[0].embeddedEventLoop.run()
        #expect(!book.admit(EmbeddedChannel(), from: "2001:4860::4", now: .now))
        #expect(book.admit(EmbeddedChannel(), from: "8.8.8.8", now: .now))
    }

    @Test("when there are enough in all, a new one takes the place of who kept us waiting longest")
    func ousts() throws {
        var limits = WebLimits()
        limits.connections = 3
        let book = ConnectionBook(limits)
        let start = ContinuousClock.now
        let channels = (0..<6).map { _ in EmbeddedChannel() }
        let address = try SocketAddress(ipAddress: "192.0.2.1", port: 80)
        for channel in channels { try channel.connect(to: address).wait() }
        func admit(_ number: Int) -> Bool {
            book.admit(channels[number], from: "8.8.8.\(number)", now: start + .seconds(number))
        }
        #expect(admit(0) && admit(1) && admit(2))
        book.note(channels[0], isBusy: true, now: start + .seconds(3))
        #expect(admit(3))
        #expect(channels.map(\.isActive) == [true, false, true, true, true, true] as [Bool])
        book.note(channels[2], isBusy: true, now: start + .seconds(3))
        book.note(channels[3], isBusy: true, now: start + .seconds(3))
        #expect(!admit(4), "whoever is answered is not sent away")
        book.note(channels[2], isBusy: false, now: start + .seconds(4))
        #expect(admit(5))
        #expect(channels.map(\.isActive) == [true, false, false, true, true, true] as [Bool])
        #expect(book.admit(EmbeddedChannel(), from: nil, now: start + .seconds(9)))
    }

    @Test("a limit of descriptors leaves some to others")
    func descriptors() {
        #expect(WebLimits().within(8192, reserve: 256).connections == 1000)
        #expect(WebLimits().within(1024, reserve: 256).connections == 768)
        #expect(WebLimits().within(64, reserve: 256).connections == 1)
    }

    @Test("a socket is taken over from systemd only when it is meant for this process")
    func passed() {
        let passed = { ListenAddress.passed($0, process: 7) }
        #expect(passed(["LISTEN_PID": "7", "LISTEN_FDS": "1"]) == .descriptor(3))
        for other in [
            [:], ["LISTEN_PID": "8", "LISTEN_FDS": "1"], ["LISTEN_PID": "7"],
            ["LISTEN_PID": "7", "LISTEN_FDS": "0"],
        ] { #expect(passed(other) == nil) }
    }
}

/// Keeps one side of a connection open when the other is closed, as sockets do.
private final class HalfClose: ChannelOutboundHandler {
    typealias OutboundIn = HTTPServerResponsePart
    var isClosed = false

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else { return context.close(mode: mode, promise: promise) }
        isClosed = true
        promise?.succeed()
    }
}
