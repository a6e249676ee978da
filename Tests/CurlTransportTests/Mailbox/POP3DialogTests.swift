// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import CurlTransport

@Suite("A visit over POP3")
struct POP3DialogTests {
    private static let two = ["+OK\n.\n", "+OK 2 9\n", "+OK\n1 4\n2 5\n.\n", "+OK\n1 abc\n2 def\n.\n"]

    private var small: MailboxLimits {
        var limits = MailboxLimits()
        (limits.message, limits.batch, limits.reading, limits.messages) = (10, 25, 100, 100)
        return limits
    }

    private func dialog(_ channel: TranscriptChannel, atMost most: Int = 9) throws -> POP3Dialog {
        var dialog = POP3Dialog(channel: channel, limits: small)
        try dialog.open(atMost: most)
        return dialog
    }

    @Test("reads a batch, and names what is done with for removal", arguments: [1, 5, 4096])
    func wholeVisit(piece: Int) throws {
        let channel = TranscriptChannel(
            piece: piece,
            Self.two + ["+OK 4\nab\n.\n", "+OK\n..c\n\n.\n", "+OK gone\n", "+OK bye\n"])
        var dialog = try dialog(channel)
        let batch = try dialog.next(atMost: 9)
        #expect(batch.messages.map(\.text) == ["ab\r\n", ".c\r\n\r\n"])
        #expect(batch.messages.map(\.identifier) == ["abc", "def"])
        #expect(try dialog.remove([1]) == 0)
        #expect(try dialog.next(atMost: 9).asked == 0)
        #expect(!dialog.hasMore)
        try dialog.leave()
        #expect(
            channel.lines == ["CAPA", "STAT", "LIST", "UIDL", "RETR 1", "RETR 2", "DELE 2", "QUIT"])
    }

    @Test("with PIPELINING the removals of a batch are one group")
    func pipelining() throws {
        let capable = ["+OK\nPIPELINING\n.\n"] + Self.two.dropFirst()
        let channel = TranscriptChannel(
            capable + ["+OK\na\n.\n", "+OK\nb\n.\n", "+OK\n", "-ERR no\n", "+OK bye\n"])
        var dialog = try dialog(channel)
        _ = try dialog.next(atMost: 9)
        let trouble = trouble { () throws(MailboxTrouble) in _ = try dialog.remove([0, 1]) }
        #expect(trouble == .refused("no", isTransient: true))
        try dialog.leave()
        #expect(channel.lines.suffix(3) == ["DELE 1", "DELE 2", "QUIT"])
    }

    @Test("the start of a long message is kept, and of one without measure only its header is read")
    func long() throws {
        let channel = TranscriptChannel([
            "-ERR what\n", "+OK 3 1000\n", "+OK\n1 14\n2 500\n3 600\n.\n", "-ERR what\n",
            "+OK\n0123456789\nab\n.\n", "+OK\nA: b\n\n.\n", "-ERR what\n",
        ])
        let messages = try {
            var dialog = try dialog(channel)
            return try dialog.next(atMost: 9).messages + dialog.next(atMost: 9).messages
        }()
        #expect(messages.map(\.text) == ["0123456789", "A: b\r\n\r\n", ""])
        #expect(messages.map(\.isTruncated) == [true, true, true])
        #expect(messages.map(\.size) == [16, 500, 600])
        #expect(messages.map(\.identifier) == ["", "", ""])
        #expect(channel.lines.suffix(3) == ["RETR 1", "TOP 2 100", "TOP 3 100"])
    }

    @Test("what the server does not give is left; more than the visit reads is not remembered")
    func missing() throws {
        let channel = TranscriptChannel(Self.two + ["-ERR broken\n"])
        var dialog = try dialog(channel, atMost: 1)
        let batch = try dialog.next(atMost: 1)
        #expect(batch.asked == 1 && batch.messages.isEmpty && dialog.hasMore)
        #expect(try dialog.next(atMost: 1).asked == 0)
    }

    @Test("only CRLF, a dot and CRLF end a message")
    func dots() throws {
        var reader = DotReader()
        var text: [UInt8] = []
        var input = Array("a\n.\n.\r\n..\r\n.\rb\r\n\r\r\n...\r\n.\r\n+OK".utf8)[...]
        let isAtEnd = try reader.read(&input) { text += $0 }
        #expect(isAtEnd && String(decoding: input, as: UTF8.self) == "+OK")
        #expect(String(decoding: text, as: UTF8.self) == "a\n.\n.\r\n.\r\n\rb\r\n\r\r\n..\r\n")
    }

    @Test(
        "a maildrop that cannot be opened",
        arguments: [
            (["+OK\n.\n", "-ERR [IN-USE] locked\n"], MailboxFault.Cause.refusal, true),
            (["+OK\n.\n", "-ERR no\n"], .refusal, false), (["+OK\n.\n", "+OK many\n"], .protocol, false),
            (["+OK\n.\n", "+OK 10000000 5\n"], .protocol, false),
            (["+OK\n.\n", "+OK -1 5\n"], .protocol, false),
            (["+OK\n.\n", "+OK 99999999999999999999 5\n"], .protocol, false),
            (["HTTP/1.1 400\n"], .protocol, false),
            (["+OK\n.\n", "+OK 1 5\n", "+OK\n1 5\n2 5\n.\n"], .protocol, false),
            (["+OK\n.\n", "+OK 2 5\n", "+OK\n1 5\n1 5\n.\n"], .protocol, false),
            (["+OK\n.\n", "+OK 2 5\n", "+OK\n0 5\n.\n"], .protocol, false),
            (["+OK\n.\n", "+OK 2 5\n", "+OK\n1 x\n.\n"], .protocol, false),
            (["+OK\n.\n", "+OK 2 5\n", "+OK\n1 5"], .network, true), (["+OK\n"], .network, true),
            ([String(repeating: "x", count: 3000)], .protocol, false),
            (["+OK\n" + String(repeating: "x", count: 3000)], .protocol, false),
            (["+OK\n" + String(repeating: "x\n", count: 2000)], .protocol, false),
            (["+OK \0\n"], .protocol, false), (["+OK\n.\n+OK\n"], .protocol, false),
        ])
    func unopened(answers: [String], cause: MailboxFault.Cause, isTransient: Bool) {
        var dialog = POP3Dialog(channel: TranscriptChannel(answers), limits: small)
        let trouble = trouble { () throws(MailboxTrouble) in try dialog.open(atMost: 9) }
        #expect(trouble?.cause == cause && trouble?.isTransient == isTransient, "\(trouble as Any)")
    }

    @Test("a message without an end, and messages longer than the server listed")
    func endless() throws {
        let line = String(repeating: "x", count: 50) + "\n"
        for answers in [["+OK\n\(line)\(line)\(line)"], Array(repeating: "+OK\n\(line).\n", count: 9)] {
            let list = (1...9).map { "\($0) 1\n" }.joined()
            let channel = TranscriptChannel(["-ERR\n", "+OK 9 9\n", "+OK\n\(list).\n", "-ERR\n"] + answers)
            var dialog = try dialog(channel)
            let trouble = trouble { () throws(MailboxTrouble) in _ = try dialog.next(atMost: 9) }
            #expect(trouble?.cause == .protocol)
            #expect(!channel.lines.contains { $0.hasPrefix("DELE") })
        }
    }
}
