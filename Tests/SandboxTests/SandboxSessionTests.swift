// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Sandbox

@Suite("A conversation with the sandbox")
struct SandboxSessionTests {
    private static let whole = """
        EHLO me\r
        MAIL FROM:<a@news.test> SIZE=12\r
        RCPT TO:<ann@inbox.test>\r
        DATA\r
        Subject: x\r
        \r
        ..two dots\r
        .one\r
        .\r
        QUIT\r

        """

    @Test("gives the same answers however its bytes are split", arguments: [1, 2, 3, 7, 1000])
    func splits(size: Int) {
        var session = SandboxSession { _ in .welcome }
        var actions: [SandboxSession.Action] = []
        var rest = Array(Self.whole.utf8)[...]
        while !rest.isEmpty {
            session.receive(rest.prefix(size))
            rest = rest.dropFirst(size)
            while let action = session.next() { actions.append(action) }
        }
        let content = Array("Subject: x\r\n\r\n.two dots\r\none\r\n".utf8)
        let message = SandboxMessage(
            sender: "a@news.test", recipients: ["ann@inbox.test"], content: content)
        #expect(actions.count == 6)
        #expect(
            actions.dropFirst().dropLast(2) == [
                .reply("250 2.1.0 Ok"), .reply("250 2.1.5 Ok"), .reply("354 End with a dot"),
            ])
        #expect(actions[4] == .keep(message))
        #expect(actions[5] == .close("221 2.0.0 Bye"))
    }

    @Test(
        "answers a command out of place or out of shape with its own code",
        arguments: [
            ("RCPT TO:<a@b.c>", "503"), ("DATA", "503"), ("MAIL FROM:a@b.c", "501"),
            ("MAIL FROM:<a b@c.d>", "501"),
            ("EXPN all", "500"), ("AUTH NTLM", "504"), ("AUTH PLAIN AGEAYg==", "235"), ("NOOP", "250"),
            ("VRFY a", "252"),
            ("", "500"),
        ])
    func refuses(line: String, code: String) {
        var session = SandboxSession { _ in .welcome }
        session.receive("\(line)\r\n".utf8)
        guard case .reply(let reply) = session.next() else {
            Issue.record("no reply")
            return
        }
        #expect(reply.hasPrefix(code))
    }

    @Test("takes addresses in UTF-8 when MAIL said SMTPUTF8, and only then")
    func internationalised() {
        func replies(_ lines: String...) -> [String] {
            var session = SandboxSession { _ in .welcome }
            session.receive("\(lines.joined(separator: "\r\n"))\r\n".utf8)
            var replies: [String] = []
            while case .reply(let reply) = session.next() { replies.append(reply) }
            return replies.map { String($0.prefix(3)) }
        }
        let recipient = "RCPT TO:<кава@inbox.test>"
        #expect(replies("MAIL FROM:<b@news.test> SIZE=9 smtputf8", recipient) == ["250", "250"])
        #expect(replies("MAIL FROM:<лист@news.test> SMTPUTF8", "RCPT TO:<ann@inbox.test>") == ["250", "250"])
        #expect(replies("MAIL FROM:<\u{338}@news.test> SMTPUTF8", recipient) == ["250", "250"])
        #expect(replies("MAIL FROM:<b@news.test>", recipient, "RSET") == ["250", "553", "250"])
        #expect(replies("MAIL FROM:<лист@news.test> SIZE=9") == ["553"])
        #expect(
            replies("MAIL FROM:<b@news.test> SMTPUTF8", "RSET", "MAIL FROM:<b@news.test>", recipient) == [
                "250", "250", "250", "553",
            ])
    }

    @Test("ends a conversation whose line never ends")
    func overlong() {
        var session = SandboxSession { _ in .welcome }
        session.receive([UInt8](repeating: 65, count: SandboxSession.longestLine + 1))
        #expect(session.next() == .close("500 5.5.2 Line too long"))
    }

    @Test("refuses recipients by their names, and the grey ones once")
    func rules() {
        let rules = RecipientRules()
        #expect(rules.verdict(on: "ann@inbox.test") == .welcome)
        #expect(rules.verdict(on: "Unknown7@inbox.test") == .refused("550 5.1.1 No such user"))
        #expect(rules.verdict(on: "full@inbox.test") == .refused("452 4.2.2 Mailbox full"))
        #expect(rules.verdict(on: "grey1@inbox.test") == .refused("450 4.7.1 Greylisted, try again"))
        #expect(rules.verdict(on: "grey1@inbox.test") == .welcome)
        #expect(rules.verdict(on: "grey2@inbox.test") != .welcome)
    }
}
