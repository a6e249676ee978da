// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import CurlTransport

@Suite("A visit over IMAP")
struct IMAPDialogTests {
    private static let plus = "* CAPABILITY IMAP4rev1 UIDPLUS\nD1 OK done\n"
    private static let basic = "* CAPABILITY IMAP4rev1\nD1 OK done\n"

    private static func selected(_ exists: Int) -> String {
        "* FLAGS (\\Seen)\n* \(exists) EXISTS\n* OK [UIDVALIDITY 42] x\nD2 OK [READ-WRITE] open\n"
    }

    private static func fetched(_ uid: Int, _ text: String, size: Int? = nil) -> String {
        "* \(uid) FETCH (UID \(uid) RFC822.SIZE \(size ?? text.count) BODY[]<0> {\(text.count)}\n\(text))\n"
    }

    private static func sizes(_ sizes: (Int, Int)...) -> String {
        sizes.map { "* 1 FETCH (UID \($0.0) RFC822.SIZE \($0.1))\n" }.joined()
    }

    private var small: MailboxLimits {
        var limits = MailboxLimits()
        (limits.message, limits.batch, limits.talk, limits.messages) = (10, 25, 1000, 100)
        (limits.window, limits.searches) = (3, 10)
        return limits
    }

    /// A dialog that is open, in a mailbox of some messages.
    private func dialog(
        _ channel: TranscriptChannel, isKept: Bool = false, limits: MailboxLimits? = nil
    ) throws -> IMAPDialog {
        var dialog = IMAPDialog(
            channel: channel, folder: "Bounces", isKept: isKept, limits: limits ?? MailboxLimits())
        try dialog.open(atMost: 100)
        return dialog
    }

    @Test(
        "reads a batch, removes what is done with by its UIDs, and goes on behind it",
        arguments: [1, 5, 4096])
    func wholeVisit(piece: Int) throws {
        let channel = TranscriptChannel(
            piece: piece,
            [
                Self.plus, Self.selected(3), "* SEARCH 9 5 7\nD3 OK done\n",
                Self.sizes((5, 4), (7, 4)) + "D4 OK done\n",
                Self.fetched(5, "a\n\nb".replacing("\n", with: "-")) + "* 2 FETCH (FLAGS (\\Recent))\n"
                    + Self.fetched(7, "c--d") + "D5 OK done\n",
                "D6 OK done\n", "* 2 EXPUNGE\nD7 OK done\n",
                Self.sizes((9, 2)) + "D8 OK done\n", Self.fetched(9, "hi") + "D9 OK done\n",
                "* BYE see you\nD10 OK done\n",
            ])
        var dialog = try dialog(channel)
        let first = try dialog.next(atMost: 2)
        #expect(first.messages.map(\.text) == ["a--b", "c--d"])
        #expect(first.messages.map(\.identifier) == ["42.5", "42.7"])
        #expect(try dialog.remove([1]) == 0)
        #expect(dialog.hasMore)
        #expect(try dialog.next(atMost: 2).messages.map(\.identifier) == ["42.9"])
        #expect(try dialog.next(atMost: 2).asked == 0)
        #expect(!dialog.hasMore)
        dialog.leave()
        #expect(
            channel.lines == [
                "D1 CAPABILITY", "D2 SELECT \"Bounces\"", "D3 UID SEARCH 1:3 UNDELETED",
                "D4 UID FETCH 5,7 (UID RFC822.SIZE)",
                "D5 UID FETCH 5,7 (UID RFC822.SIZE BODY.PEEK[]<0.2000000>)",
                "D6 UID STORE 7 +FLAGS.SILENT (\\Deleted)", "D7 UID EXPUNGE 7",
                "D8 UID FETCH 9 (UID RFC822.SIZE)",
                "D9 UID FETCH 9 (UID RFC822.SIZE BODY.PEEK[]<0.2000000>)", "D10 LOGOUT",
            ])
    }

    @Test("keeps messages: reads unseen ones, and marks as seen what is done with")
    func kept() throws {
        let channel = TranscriptChannel([
            Self.plus, Self.selected(1), "* SEARCH 5\nD3 OK done\n", Self.sizes((5, 2)) + "D4 OK done\n",
            Self.fetched(5, "hi") + "D5 OK done\n", "D6 OK done\n",
        ])
        var dialog = try dialog(channel, isKept: true)
        #expect(try dialog.next(atMost: 9).messages.count == 1)
        #expect(try dialog.remove([0]) == 0)
        #expect(channel.lines[2] == "D3 UID SEARCH 1:1 UNDELETED UNSEEN")
        #expect(channel.lines.last == "D6 UID STORE 5 +FLAGS.SILENT (\\Seen)")
    }

    @Test("without UIDPLUS, EXPUNGE removes no message that somebody else marked", arguments: ["", " 3"])
    func noUIDPlus(others: String) throws {
        let channel = TranscriptChannel([
            Self.basic, Self.selected(2), "* SEARCH 5\nD3 OK done\n", Self.sizes((5, 2)) + "D4 OK done\n",
            Self.fetched(5, "hi") + "D5 OK done\n", "D6 OK done\n", "* SEARCH\(others)\nD7 OK done\n",
            "* 2 EXPUNGE\nD8 OK done\n",
        ])
        var dialog = try dialog(channel)
        #expect(try dialog.next(atMost: 9).messages.count == 1)
        #expect(try dialog.remove([0]) == (others.isEmpty ? 0 : 1))
        #expect(channel.lines[6] == "D7 UID SEARCH 1:2 DELETED NOT UID 5")
        #expect(channel.lines.dropFirst(7) == (others.isEmpty ? ["D8 EXPUNGE"] : []))
    }

    @Test("only what fits into a batch is fetched, and the start of what is long")
    func bounded() throws {
        let channel = TranscriptChannel([
            Self.plus, Self.selected(3), "* SEARCH 1 2 3\nD3 OK done\n",
            Self.sizes((1, 900), (2, 10), (3, 6)) + "D4 OK done\n",
            Self.fetched(1, "0123456789", size: 900) + Self.fetched(2, "0123456789") + "D5 OK done\n",
            Self.sizes((3, 6)) + "D6 OK done\n", Self.fetched(3, "012345") + "D7 OK done\n",
        ])
        var dialog = try dialog(channel, limits: small)
        let first = try dialog.next(atMost: 9)
        #expect(first.messages.map(\.isTruncated) == [true, false])
        #expect(first.messages.map(\.size) == [900, 10])
        #expect(try dialog.next(atMost: 9).messages.map(\.size) == [6])
        #expect(channel.lines[4] == "D5 UID FETCH 1:2 (UID RFC822.SIZE BODY.PEEK[]<0.10>)")
    }

    @Test("searches window by window, and the windows follow what is removed meanwhile")
    func windows() throws {
        let channel = TranscriptChannel([
            Self.plus, Self.selected(7), "* SEARCH\n* 1 EXPUNGE\n* 5 EXPUNGE\nD3 OK done\n",
            "* SEARCH 8 4\nD4 OK done\n", Self.sizes((8, 2)) + "D5 OK done\n", "D6 OK done\n",
            "* SEARCH 8\nD7 OK done\n",
        ])
        var dialog = try dialog(channel, limits: small)
        let batch = try dialog.next(atMost: 9)
        #expect(batch.asked == 2 && batch.messages.isEmpty, "they are gone")
        #expect(channel.lines[2...3] == ["D3 UID SEARCH 1:3 UNDELETED", "D4 UID SEARCH 3:5 UNDELETED"])
        #expect(channel.lines[5].hasPrefix("D6 UID FETCH 8 "))
        #expect(try dialog.next(atMost: 9).asked == 0)
    }

    @Test(
        "a mailbox that cannot be opened",
        arguments: [
            ("D2 NO no such mailbox\n", MailboxFault.Cause.refusal, false),
            ("D2 NO [UNAVAILABLE] later\n", .refusal, true), ("D2 NO [INUSE] x\n", .refusal, true),
            ("* 1 EXISTS\n* OK [UIDVALIDITY 1] x\nD2 OK [READ-ONLY] x\n", .refusal, false),
            ("* BYE shutting down\n", .refusal, true), ("* 101 EXISTS\nD2 OK x\n", .protocol, false),
            ("* 4294967295 EXISTS\nD2 OK x\n", .protocol, false), ("D9 OK x\n", .protocol, false),
            ("+ more\n", .protocol, false), ("D2 OK x\n", .protocol, false), ("* 1 EXIS", .network, true),
            ("* 1 EXPUNGE\nD2 OK x\n", .protocol, false),
            (String(repeating: "* OK still here\n", count: 100), .protocol, false),
            (String(repeating: "x", count: 2000), .protocol, false),
            ("* OK [UIDVALIDITY 1] x\n* OK [UIDVALIDITY 2] x\nD2 OK x\n", .protocol, true),
        ])
    func unopened(answer: String, cause: MailboxFault.Cause, isTransient: Bool) {
        let channel = TranscriptChannel([Self.plus, answer])
        var dialog = IMAPDialog(channel: channel, folder: "INBOX", isKept: false, limits: small)
        let trouble = trouble { () throws(MailboxTrouble) in try dialog.open(atMost: 9) }
        #expect(trouble?.cause == cause && trouble?.isTransient == isTransient, "\(trouble as Any)")
    }

    @Test(
        "a server that does not give what it was asked for",
        arguments: [
            (["* SEARCH 0\nD3 OK x\n"], MailboxFault.Cause.protocol),
            (["* SEARCH 4294967296\nD3 OK x\n"], .protocol), (["* SEARCH x\nD3 OK x\n"], .protocol),
            (["D3 BAD x\n"], .refusal), (["* SEARCH 5\nD3 OK x\n", "D4 NO x\n"], .refusal),
            (["* SEARCH 5\nD3 OK x\n", "* BYE x\n"], .refusal),
            (["* SEARCH 5\nD3 OK x\n", "* 1 FETCH (UID 5 RFC822.SIZE x)\nD4 OK x\n"], .protocol),
        ])
    func misbehaved(answers: [String], cause: MailboxFault.Cause) throws {
        let channel = TranscriptChannel([Self.plus, Self.selected(3)] + answers)
        var dialog = try dialog(channel, limits: small)
        let trouble = trouble { () throws(MailboxTrouble) in _ = try dialog.next(atMost: 9) }
        #expect(trouble?.cause == cause, "\(trouble as Any)")
    }

    @Test(
        "a message that was not asked for, comes twice, is longer than asked, or has no end",
        arguments: [
            fetched(6, "hi") + "D5 OK x\n", fetched(5, "hi") + fetched(5, "hi") + "D5 OK x\n",
            fetched(5, "01234567890"), "* 1 FETCH (BODY[] {2}\nhi)\nD5 OK x\n",
            "* 1 FETCH (UID 5 BODY[] {2}\nhi BODY[] {9}\n", "* OK [UIDVALIDITY 43] x\n",
            String(repeating: "* 1 FETCH (X {10}\n0123456789)\n", count: 200),
        ])
    func strange(answer: String) throws {
        let channel = TranscriptChannel([
            Self.plus, Self.selected(3), "* SEARCH 5\nD3 OK x\n", Self.sizes((5, 2)) + "D4 OK x\n", answer,
        ])
        var dialog = try dialog(channel, limits: small)
        let trouble = trouble { () throws(MailboxTrouble) in _ = try dialog.next(atMost: 9) }
        #expect(trouble?.cause == .protocol, "\(trouble as Any)")
        #expect(!channel.lines.contains { $0.contains("STORE") })
    }

    @Test("what was given before NO is handed over; NO alone is a refusal that may pass")
    func partly() throws {
        for given in ["", Self.fetched(5, "hi")] {
            let channel = TranscriptChannel([
                Self.plus, Self.selected(3), "* SEARCH 5 6\nD3 OK x\n",
                Self.sizes((5, 2), (6, 2)) + "D4 OK x\n", given + "D5 NO [SERVERBUG] broken\n",
            ])
            var dialog = try dialog(channel)
            var batch = MailboxBatch()
            let trouble = trouble { () throws(MailboxTrouble) in batch = try dialog.next(atMost: 9) }
            #expect(batch.messages.count == (given.isEmpty ? 0 : 1))
            #expect(trouble?.isTransient == (given.isEmpty ? true : nil))
        }
    }

    @Test("a mailbox whose windows have no end is left")
    func endless() throws {
        let again = (3...20).map { number in
            "* SEARCH\n" + String(repeating: "* 1 EXPUNGE\n", count: 3) + "* 7 EXISTS\nD\(number) OK x\n"
        }
        let channel = TranscriptChannel([Self.plus, Self.selected(7)] + again)
        var dialog = try dialog(channel, limits: small)
        let trouble = trouble { () throws(MailboxTrouble) in _ = try dialog.next(atMost: 9) }
        #expect(trouble?.cause == .protocol)
    }
}
