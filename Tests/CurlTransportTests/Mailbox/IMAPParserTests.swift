// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import CurlTransport

@Suite("What an IMAP server says")
struct IMAPParserTests {
    private var small: MailboxLimits {
        var limits = MailboxLimits()
        (limits.message, limits.line) = (10, 60)
        return limits
    }

    private func responses(
        _ text: String, piece: Int = .max, limits: MailboxLimits = MailboxLimits()
    ) throws(MailboxTrouble) -> [IMAPParser.Response] {
        var parser = IMAPParser(limits: limits)
        var responses: [IMAPParser.Response] = []
        var rest = Array(text.replacing("\n", with: "\r\n").utf8)[...]
        while !rest.isEmpty {
            var input = rest.prefix(piece)
            rest = rest.dropFirst(piece)
            while let response = try parser.next(&input) { responses.append(response) }
        }
        return responses
    }

    @Test("is read the same in pieces of any size", arguments: [1, 2, 3, 7, 64, Int.max])
    func pieces(size: Int) throws {
        let text = """
            * OK [CAPABILITY IMAP4rev1] ends like a literal {5}
            * 2 FETCH (UID 7 FLAGS (\\Seen "a \\"b\\\\") BODY[]<0> {7}
            a)
            "{x X {0}
             NIL)
            + go on
            * SEARCH
            D1 NO [UNAVAILABLE] later

            """
        #expect(
            try responses(text, piece: size) == [
                .status(tag: nil, .ok, text: "[CAPABILITY IMAP4rev1] ends like a literal {5}"),
                .data([
                    .atom("2"), .atom("FETCH"), .open, .atom("UID"), .atom("7"), .atom("FLAGS"), .open,
                    .atom("\\Seen"), .string(Array("a \"b\\".utf8)), .close, .atom("BODY[]<0>"),
                    .string(Array("a)\r\n\"{x".utf8)), .atom("X"), .string([]), .atom("NIL"), .close,
                ]),
                .continuation, .data([.atom("SEARCH")]),
                .status(tag: "D1", .no, text: "[UNAVAILABLE] later"),
            ])
    }

    @Test(
        "what is too long, or lies about its size, is not waited for",
        arguments: [
            "* 1 FETCH (BODY[] {4294967296}\n", "* 1 FETCH (BODY[] {99999999999999999999999}\n",
            "* 1 FETCH (BODY[] {-1}\n", "* 1 FETCH (BODY[] {}\n", "* 1 FETCH (BODY[] {11}\n",
            "* 1 FETCH (BODY[] {6}\n123456 X {6}\n", "* 1 FETCH (BODY[] {1 }\n",
            "* " + String(repeating: "x", count: 60), "* LIST () \"open\n", "D1\n", "\n", "D1 HUH\n",
            "* OK \0\n", "* 1 FETCH (" + String(repeating: "{0}\n", count: 20),
        ])
    func hostile(text: String) {
        let trouble = trouble { () throws(MailboxTrouble) in _ = try responses(text, limits: small) }
        #expect(trouble?.cause == .protocol && trouble?.isTransient == false)
    }

    @Test("what is told of a message is read by name")
    func item() throws {
        let text =
            "* 9 FETCH (FLAGS (\\Seen (x)) RFC822.SIZE 30 MODSEQ (5) BODY[]<0> \"hi\" UID 4294967295)\n"
        guard case .data(let tokens) = try responses(text).first else {
            Issue.record("no data")
            return
        }
        let item = try IMAPParser.Item(tokens)
        #expect(item.identifier == .max && item.size == 30 && item.body == Array("hi".utf8))
    }

    @Test(
        "what is told of a message in a broken way",
        arguments: [
            "* 9 FETCH\n", "* 9 FETCH (UID)\n", "* 9 FETCH (UID 0)\n", "* 9 FETCH (UID 4294967296)\n",
            "* 9 FETCH (UID -1)\n", "* 9 FETCH (FLAGS (x)\n", "* 9 FETCH (FLAGS (x\n",
            "* 9 FETCH ((x) UID 1)\n",
            "* 9 FETCH (RFC822.SIZE 99999999999999999999)\n",
        ])
    func brokenItem(text: String) throws {
        guard case .data(let tokens) = try responses(text).first else {
            Issue.record("no data")
            return
        }
        #expect(trouble { () throws(MailboxTrouble) in _ = try IMAPParser.Item(tokens) }?.cause == .protocol)
    }
}
