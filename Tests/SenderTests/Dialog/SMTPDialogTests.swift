// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Sender

/// Transcripts: `C:` what we write, `S:` what the relay says, `C: <content>` the message and its dot.
@Suite("A mail transaction")
struct SMTPDialogTests {
    private static let lockStep = """
        C: MAIL FROM:<b@news.test>
        S: 250 ok
        C: RCPT TO:<ann@inbox.test>
        S: 250 ok
        C: DATA
        S: 354 go
        C: <content>
        """
    private static let pipelined = """
        C: MAIL FROM:<b@news.test>|RCPT TO:<ann@inbox.test>|DATA
        S: 250 ok
        S: 250 ok
        S: 354 go
        C: <content>
        """

    @Test(
        "is accepted only by a 2xx after the dot",
        arguments: [(lockStep, false), (pipelined, true)], ["250 2.0.0 queued", "251 will forward"])
    func accepted(_ opening: (String, Bool), _ last: String) throws {
        let end = try run(opening.0 + "\nS: \(last)", pipelining: opening.1)
        guard case .finish(.accepted(let reply), reusable: true) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(reply.description == last)
    }

    @Test("says how large the message is where the relay asks, and does not send what is too large")
    func size() throws {
        let envelope = Envelope(
            sender: try EmailAddress("b@news.test"), recipient: try EmailAddress("ann@inbox.test"))
        func first(_ size: Int, limit: Int?) -> SMTPDialog.Action {
            SMTPDialog(envelope, size: size, over: RelayExtensions(size: true, maximumSize: limit)).begin()
        }
        #expect(first(1_000, limit: nil) == .write("MAIL FROM:<b@news.test> SIZE=1000\r\n"))
        #expect(first(1_000, limit: 1_000) == .write("MAIL FROM:<b@news.test> SIZE=1000\r\n"))
        guard case .finish(.failed(let failure), reusable: true) = first(1_001, limit: 1_000) else {
            Issue.record("it is sent")
            return
        }
        #expect(failure.cause == .size && failure.scope == .message && failure.reply == nil)
        let announced = SMTPDialog(
            envelope, size: 1_001,
            over: RelayExtensions(pipelining: true, oneRoundTrip: true, size: true, maximumSize: 1_000))
        #expect(announced.announcement == nil)
    }

    @Test(
        "resets after a refusal and keeps the connection",
        arguments: [
            (
                "C: MAIL FROM:<b@news.test>\nS: 451 4.3.0 later\nC: RSET\nS: 250 ok", false,
                Failure.Scope.relay
            ),
            (
                "C: MAIL FROM:<b@news.test>\nS: 250 ok\nC: RCPT TO:<ann@inbox.test>\nS: 550 5.1.1 who\nC: RSET\nS: 250 ok",
                false, .recipient
            ),
            (
                """
                C: MAIL FROM:<b@news.test>|RCPT TO:<ann@inbox.test>|DATA
                S: 250 ok
                S: 452 4.2.2 full
                S: 503 5.5.1 no recipients
                C: RSET
                S: 250 ok
                """, true, .recipient
            ),
            (
                """
                C: MAIL FROM:<b@news.test>|RCPT TO:<ann@inbox.test>|DATA
                S: 250 ok
                S: 550 5.1.1 who
                S: 354 go
                C: .
                S: 554 5.5.1 no valid recipients
                C: RSET
                S: 250 ok
                """, true, .recipient
            ),
        ])
    func refused(_ transcript: String, pipelining: Bool, scope: Failure.Scope) throws {
        let end = try run(transcript, pipelining: pipelining)
        guard case .finish(.failed(let failure), reusable: true) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(failure.scope == scope)
    }

    @Test("sends no dot to who refused the sender and waves the content through")
    func wavedThrough() throws {
        let end = try run(
            "C: MAIL FROM:<b@news.test>|RCPT TO:<ann@inbox.test>|DATA\nS: 530 no\nS: 250 ok\nS: 354 go",
            pipelining: true)
        guard case .finish(.failed(let failure), reusable: false) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(failure.phase == .mail)
    }

    @Test(
        "a refusal after the dot is a failure, not doubt",
        arguments: ["421 4.3.2 bye", "451 4.7.1 later", "554 5.6.0 no"])
    func refusedContent(_ reply: String) throws {
        let end = try run(Self.pipelined + "\nS: \(reply)", pipelining: true)
        guard case .finish(.failed(let failure), let reusable) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(failure.phase == .content)
        #expect(reusable == !reply.hasPrefix("421"))
    }

    @Test("a connection lost after the dot leaves doubt")
    func lostAfterDot() throws {
        let end = try run(Self.pipelined + "\nlost", pipelining: true)
        #expect(end == .finish(.uncertain(ConnectionLoss.closed.description), reusable: false))
    }

    @Test("a reply after the dot that is neither yes nor no leaves doubt")
    func nonsenseAfterDot() throws {
        let end = try run(Self.pipelined + "\nS: 354 again", pipelining: true)
        guard case .finish(.uncertain, reusable: false) = end else {
            Issue.record("\(end)")
            return
        }
    }

    @Test(
        "a connection lost before the dot concerns the relay and nobody's attempt",
        arguments: [
            "C: MAIL FROM:<b@news.test>\nlost",
            "C: MAIL FROM:<b@news.test>\nS: 250 ok\nC: RCPT TO:<ann@inbox.test>\nlost",
        ])
    func lostBeforeDot(_ transcript: String) throws {
        let end = try run(transcript, pipelining: false)
        guard case .finish(.failed(let failure), reusable: false) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(failure.scope == .relay && failure.persistence == .transient)
    }

    @Test("421 ends the connection wherever it comes", arguments: [0, 1, 2, 3])
    func shuttingDown(after replies: Int) throws {
        let lines = Self.pipelined.split(separator: "\n")
        let said = lines.filter { $0.hasPrefix("S:") }.prefix(replies)
        let content = replies == 3 ? ["C: <content>"] : []
        let transcript = [String(lines[0])] + said.map(String.init) + content + ["S: 421 4.3.2 bye"]
        let end = try run(transcript.joined(separator: "\n"), pipelining: true)
        guard case .finish(.failed(let failure), reusable: false) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(failure.scope == .relay)
    }

    @Test(
        "says SMTPUTF8 for an address outside ASCII, on either side, where the relay offers it",
        arguments: [
            ("b@news.test", "кава@inbox.test", true), ("лист@news.test", "ann@inbox.test", false),
            ("лист@news.test", "кава@inbox.test", true),
        ])
    func internationalised(_ sender: String, _ recipient: String, pipelining: Bool) throws {
        let opening =
            pipelining
            ? """
            C: MAIL FROM:<\(sender)> SMTPUTF8|RCPT TO:<\(recipient)>|DATA
            S: 250 ok
            S: 250 ok
            """
            : """
            C: MAIL FROM:<\(sender)> SMTPUTF8
            S: 250 ok
            C: RCPT TO:<\(recipient)>
            S: 250 ok
            C: DATA
            """
        let end = try run(
            opening + "\nS: 354 go\nC: <content>\nS: 250 ok", from: sender, to: recipient,
            over: RelayExtensions(pipelining: pipelining, smtpUTF8: true))
        guard case .finish(.accepted, reusable: true) = end else {
            Issue.record("\(end)")
            return
        }
    }

    @Test("does not say SMTPUTF8 for addresses of ASCII, an A-label among them")
    func plainAddresses() throws {
        let end = try run(
            Self.pipelined.replacing("inbox.test", with: "xn--mnchen-3ya.example") + "\nS: 250 ok",
            to: "ann@münchen.example", over: RelayExtensions(pipelining: true, smtpUTF8: true))
        guard case .finish(.accepted, reusable: true) = end else {
            Issue.record("\(end)")
            return
        }
    }

    @Test(
        "fails before a word is said where the relay does not offer SMTPUTF8",
        arguments: [
            ("b@news.test", "кава@inbox.test", Failure.Scope.recipient),
            ("лист@news.test", "ann@inbox.test", .relay), ("лист@news.test", "кава@inbox.test", .relay),
        ])
    func noUTF8(_ sender: String, _ recipient: String, _ scope: Failure.Scope) throws {
        let end = try run("", from: sender, to: recipient, over: RelayExtensions(pipelining: true))
        guard case .finish(.failed(let failure), reusable: true) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(failure.persistence == .permanent && failure.scope == scope && failure.cause == .protocol)
        #expect(failure.description == "the relay does not take internationalised addresses (SMTPUTF8)")
    }

    private func run(_ transcript: String, pipelining: Bool) throws -> SMTPDialog.Action {
        try run(transcript, over: RelayExtensions(pipelining: pipelining))
    }

    /// Plays a transcript and returns the last action.
    private func run(
        _ transcript: String, from sender: String = "b@news.test", to recipient: String = "ann@inbox.test",
        over extensions: RelayExtensions
    ) throws -> SMTPDialog.Action {
        let envelope = Envelope(sender: try EmailAddress(sender), recipient: try EmailAddress(recipient))
        var dialog = SMTPDialog(envelope, over: extensions)
        var action = dialog.begin()
        for line in transcript.split(separator: "\n") {
            if line == "lost" {
                action = dialog.handle(.lost(.closed))
            } else if line == "C: <content>" {
                #expect(action == .writeContent)
                action = dialog.handle(.written)
            } else if line.hasPrefix("C: ") {
                let commands = line.dropFirst(3).replacing("|", with: "\r\n") + "\r\n"
                #expect(action == .write(String(commands)))
                action = dialog.handle(.written)
            } else {
                guard case .await = action else {
                    Issue.record("\(line) comes while the dialogue is at \(action)")
                    return action
                }
                var parser = ReplyParser()
                var replies: [Reply] = []
                try parser.feed((line.dropFirst(3) + "\r\n").utf8) { replies.append($0) }
                action = dialog.handle(.reply(try #require(replies.first)))
            }
        }
        return action
    }
}
