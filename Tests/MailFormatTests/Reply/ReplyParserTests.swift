// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SeededRandom
import Testing

@Suite("The reply parser")
struct ReplyParserTests {
    private static let greeting = "220 mx.example ESMTP\r\n"
    private static let extensions = "250-mx.example\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250 8BITMIME\r\n"

    private func parse(_ pieces: [some Sequence<UInt8>]) throws -> [Reply] {
        var parser = ReplyParser()
        var replies: [Reply] = []
        for piece in pieces { try parser.feed(piece) { replies.append($0) } }
        return replies
    }

    private func parse(_ text: String) throws -> [Reply] { try parse([text.utf8]) }

    @Test(
        "reads one line",
        arguments: [
            ("220 mx.example ESMTP\r\n", 220, "mx.example ESMTP"), ("250 \r\n", 250, ""),
            ("250\r\n", 250, ""),
            ("250 ok\n", 250, "ok"), ("250  two\r\n", 250, " two"), ("599 last\r\n", 599, "last"),
            ("250 ok \r\n", 250, "ok "), ("250 ok\r\r\n", 250, "ok "), ("550-x\r\n550 y\r\n", 550, "x y"),
        ])
    func single(_ text: String, _ code: Int, _ lines: String) throws {
        let replies = try parse(text)
        #expect(replies.count == 1)
        #expect(replies.first?.code == code)
        #expect(replies.first?.lines.joined(separator: " ") == lines)
    }

    @Test("joins the lines of one reply and keeps replies apart")
    func lines() throws {
        let replies = try parse(Self.greeting + Self.extensions + "354 go\r\n")
        #expect(replies.map(\.code) == [220, 250, 354])
        #expect(replies.map(\.lines.count) == [1, 4, 1])
        #expect(replies[1].lines == ["mx.example", "PIPELINING", "SIZE 1000", "8BITMIME"])
    }

    @Test("gives the same replies however the bytes are cut")
    func everyCut() throws {
        let bytes = Array((Self.greeting + Self.extensions + "550 5.1.1 caf\u{E9}\r\n250\r\n").utf8)
        let whole = try parse([bytes])
        #expect(whole.count == 4)
        #expect(try parse(bytes.map { [$0] }) == whole)
        for cut in 0...bytes.count {
            #expect(try parse([bytes[..<cut], bytes[cut...]]) == whole)
        }
    }

    @Test("knows whether it is inside a reply")
    func inside() throws {
        var parser = ReplyParser()
        var seen = ""
        for byte in "250-a\r\n250 b\r\n".utf8 {
            try parser.feed([byte]) { _ in }
            seen += parser.isInsideReply ? "i" : "o"
        }
        #expect(seen == String(repeating: "i", count: 13) + "o")
        #expect(!ReplyParser().isInsideReply)
    }

    @Test("says nothing before a reply has ended")
    func unfinished() throws {
        for text in ["", "2", "250", "250 ok", "250 ok\r", "250-ok\r\n", "250-ok\r\n250"] {
            #expect(try parse(text).isEmpty)
        }
    }

    @Test(
        "refuses what is no reply",
        arguments: [
            "\r\n", "\n", "hello\r\n", "25\r\n", "2 50\r\n", "25x ok\r\n", "250ok\r\n", "250_ok\r\n",
            "2500 ok\r\n",
            "199 no\r\n", "600 no\r\n", "000 no\r\n", " 250 ok\r\n", "-50 ok\r\n", "\u{0}250 ok\r\n",
            "\u{0662}\u{0665}\u{0660} ok\r\n", "HTTP/1.1 400 Bad Request\r\n", "\r250 ok\r\n", "250\tok\r\n",
        ])
    func garbage(_ text: String) {
        let error = #expect(throws: ReplyParser.Fault.self) { try parse(text) }
        guard case .notAReply = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "refuses lines that disagree in their code",
        arguments: ["250-a\r\n251 b\r\n", "250-a\r\n250-b\r\n550 c\r\n"])
    func disagreement(_ text: String) {
        #expect(throws: ReplyParser.Fault.self) { try parse(text) }
    }

    @Test("quotes the offending line, cut short")
    func quotation() {
        let line = String(repeating: "x", count: 500)
        #expect(throws: ReplyParser.Fault.notAReply(String(line.prefix(120)))) { try parse("\(line)\r\n") }
    }

    @Test("makes control characters spaces, so that a reply is safe to log")
    func controls() throws {
        let reply = try #require(try parse("550 a\u{1B}[2Jb\rc\u{0}d\te\u{7F}\r\n").first)
        #expect(reply.lines == ["a [2Jb c d e "])
    }

    @Test("reads bytes that are no UTF-8")
    func invalidUTF8() throws {
        let replies = try parse([Array("550 ".utf8) + [0xE9, 0xFF] + Array("x\r\n".utf8)])
        #expect(replies.first?.lines == ["\u{FFFD}\u{FFFD}x"])
    }

    @Test("keeps a reply of the greatest length and refuses one byte more")
    func tooLong() throws {
        func line(_ length: Int) -> String { "250 " + String(repeating: "x", count: length - 6) + "\r\n" }
        #expect(try parse(line(ReplyParser.maximumBytes)).count == 1)
        #expect(throws: ReplyParser.Fault.tooLong) { try parse(line(ReplyParser.maximumBytes + 1)) }
    }

    @Test("refuses a reply without an end, in one line or in many")
    func endless() {
        #expect(throws: ReplyParser.Fault.tooLong) { try parse(String(repeating: "2", count: 20_000)) }
        #expect(throws: ReplyParser.Fault.tooLong) {
            try parse(String(repeating: "250-more\r\n", count: 2_000))
        }
    }

    @Test("counts each reply by itself")
    func many() throws {
        #expect(try parse(String(repeating: "250 ok\r\n", count: 5_000)).count == 5_000)
    }

    @Test("passes on what the caller throws")
    func callerThrows() {
        var parser = ReplyParser()
        #expect(throws: WireFault.self) {
            try parser.feed("250 ok\r\n".utf8) { _ in throw WireFault("enough") }
        }
    }

    @Test("never fails but by its own faults", arguments: 1...10 as ClosedRange<UInt64>)
    func anything(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = ["2", "250", "550 ", "250-", " ", "-", "\r\n", "\n", "\r", "x", "é", "\u{0}"]
        for _ in 0..<500 {
            let bytes = Array(generator.text(upTo: 20, alphabet: alphabet).utf8)
            let whole = Result { try parse([bytes]) }
            let single = Result { try parse(bytes.map { [$0] }) }
            switch (whole, single) {
            case (.success(let one), .success(let other)):
                #expect(one == other)
                #expect(one.allSatisfy { (200...599).contains($0.code) && !$0.lines.isEmpty })
            case (.failure(let one), .failure(let other)):
                #expect(one is ReplyParser.Fault && other is ReplyParser.Fault)
            default: Issue.record("\(bytes): \(whole) but byte by byte \(single)")
            }
        }
    }
}
