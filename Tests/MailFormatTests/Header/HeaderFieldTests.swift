// SPDX-License-Identifier: Apache-2.0
import SeededRandom
import Testing

@testable import MailFormat

@Suite("A header field")
struct HeaderFieldTests {
    private func write(_ body: (inout TemplateWriter) throws -> Void) rethrows -> String {
        var writer = TemplateWriter()
        try body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func address() throws -> EmailAddress { try EmailAddress("ann@example.com") }

    @Test("of plain text stays as it is")
    func plain() throws {
        #expect(
            try write { try $0.textField("Subject", MergeText("Hello: you")) } == "Subject: Hello: you\r\n")
        #expect(try write { try $0.textField("Subject", MergeText("")) } == "Subject:\r\n")
        let full = "Subject: " + String(repeating: "w", count: 69)
        #expect(
            try write { try $0.textField("Subject", MergeText(String(full.dropFirst(9)))) } == full + "\r\n")
    }

    @Test("fills a line to 78 characters and no further", arguments: [(68, false), (69, true)])
    func lineLimit(_ length: Int, _ folds: Bool) throws {
        let second = String(repeating: "w", count: length - 30)
        let text = "\(String(repeating: "w", count: 30))\(folds ? "\r\n" : "") \(second)"
        let subject = MergeText("\(String(repeating: "w", count: 30)) \(second)")
        #expect(try write { try $0.textField("Subject", subject) } == "Subject: \(text)\r\n")
        let name = String(repeating: "n", count: length - 14)
        let mailbox = Mailbox(name: name, address: try address())
        let field = try write { try $0.mailboxField("From", mailbox) }
        #expect(field == "From: \(name)\(folds ? "\r\n" : "") <ann@example.com>\r\n")
    }

    @Test("folds at a space when a line gets too long")
    func folding() throws {
        let text = (1...60).map { String(repeating: "w", count: $0 % 13 + 1) }.joined(separator: " ")
        let field = try write { try $0.textField("Subject", MergeText(text)) }
        let lines = try wireLines(field.utf8).dropLast()
        #expect(lines.count > 3)
        #expect(lines.allSatisfy { $0.count <= 78 })
        #expect(lines.dropFirst().allSatisfy { $0[0] == 0x20 && $0[1] != 0x20 })
        #expect(lines.joined().elementsEqual("Subject: \(text)".utf8))
    }

    @Test(
        "of text that folding or reading would change is encoded",
        arguments: [
            "caf\u{E9}", "cafe\u{301}", "two  spaces", " leading", "trailing ", "=?utf-8?q?fake?=", "tail =?",
            String(repeating: "w", count: 70), "a \u{2028}b", String(repeating: "☕ morning ", count: 30),
        ])
    func encoded(_ text: String) throws {
        let field = try write { try $0.textField("Subject", MergeText(text)) }
        #expect(field.hasPrefix("Subject: =?utf-8?q?"))
        let value = try WireMessage("\(field)\r\n".utf8).value("Subject")
        #expect(try Array(decodeEncodedWords(value).utf8) == Array(text.utf8))
        #expect(try wireLines(field.utf8).allSatisfy { $0.count <= 78 })
    }

    @Test(
        "shows a name as atoms, a quoted string or encoded words",
        arguments: [
            ("", "<ann@example.com>"),
            ("Ann Lee", "Ann Lee <ann@example.com>"),
            ("Ann", "Ann <ann@example.com>"),
            ("O'Neill & Sons", "O'Neill & Sons <ann@example.com>"),
            ("Lee, Ann", "\"Lee, Ann\" <ann@example.com>"),
            ("J. Lee", "\"J. Lee\" <ann@example.com>"),
            ("Ann <eve@evil.example>", "\"Ann <eve@evil.example>\" <ann@example.com>"),
            ("\"Ann\" \\ Lee", "\"\\\"Ann\\\" \\\\ Lee\" <ann@example.com>"),
            ("(Ann)", "\"(Ann)\" <ann@example.com>"),
            ("Ann@Lee", "\"Ann@Lee\" <ann@example.com>"),
        ])
    func names(_ name: String, _ value: String) throws {
        let mailbox = Mailbox(name: name, address: try address())
        #expect(try write { try $0.mailboxField("From", mailbox) } == "From: \(value)\r\n")
    }

    @Test("encodes a name that is no ASCII, with the address on a line of its own")
    func encodedName() throws {
        let mailbox = Mailbox(name: "José, \"Café\"", address: try address())
        let field = try write { try $0.mailboxField("From", mailbox) }
        #expect(
            field == "From: =?utf-8?q?Jos=C3=A9=2C_=22Caf=C3=A9=22?=\r\n <ann@example.com>\r\n")
    }

    @Test("brings any name back with its own address and no other", arguments: 1...20 as ClosedRange<UInt64>)
    func anyName(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let name = generator.text(upTo: 30, alphabet: SeededGenerator.printable)
            let mailbox = Mailbox(name: name, address: try address())
            let field = try write { try $0.mailboxField("From", mailbox) }
            let value = try WireMessage("\(field)\r\n".utf8).value("From")
            let read = try readMailbox(value)
            #expect(read.address == "ann@example.com")
            #expect(Array(read.name.utf8) == Array(name.utf8))
            #expect(try wireLines(field.utf8).allSatisfy { $0.count <= 200 })
        }
    }

    @Test("puts a list's identifier in angle brackets, with a title or without")
    func list() throws {
        let id = "morning.caffeine.example"
        #expect(
            try write { try $0.listField("List-Id", title: "Morning Edition", id: id) }
                == "List-Id: Morning Edition <\(id)>\r\n")
        #expect(try write { try $0.listField("List-Id", title: "", id: id) } == "List-Id: <\(id)>\r\n")
    }

    @Test("puts each link in angle brackets on a line of its own, its slots unescaped on the wire")
    func links() throws {
        var writer = TemplateWriter()
        try writer.linksField(
            "List-Unsubscribe",
            [
                MergeText([.literal("https://x.example/"), .slot(MergeSlot(.unsubscribeToken, in: .url))]),
                MergeText("mailto:leave@x.example"),
            ])
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text == "List-Unsubscribe: <https://x.example/>,\r\n <mailto:leave@x.example>\r\n")
        #expect(writer.slots.map(\.offset) == ["List-Unsubscribe: <https://x.example/".utf8.count])
        #expect(writer.slots.map(\.encoding) == [.raw])
    }

    @Test(
        "refuses line breaks and control characters wherever a value comes from outside",
        arguments: ["\r", "\n", "\r\n", "\r\nBcc: eve@evil.example", "\u{0}", "\t", "\u{1B}", "\u{7F}"])
    func refusals(_ hostile: String) throws {
        let text = "a\(hostile)b"
        let mailbox = Mailbox(name: text, address: try address())
        let slot = MergeText.Piece.slot(MergeSlot(.email, in: .verbatim))
        let attempts: [(inout TemplateWriter) throws -> Void] = [
            { try $0.textField("X", MergeText(text)) },
            { try $0.textField("X", MergeText([slot, .literal(text)])) },
            { try $0.structuredField("X", text) },
            { try $0.mailboxField("X", mailbox) },
            { try $0.listField("X", title: text, id: "a.example") },
            { try $0.listField("X", title: "a", id: text) },
            { try $0.linksField("X", [MergeText(text)]) },
            { try $0.linksField("X", [MergeText("a"), MergeText([slot, .literal(text)])]) },
            { try $0.verbatimField("X", [.literal(text)]) },
        ]
        for attempt in attempts {
            #expect(throws: InvalidHeaderValue(field: "X")) { try write(attempt) }
        }
    }

    @Test("refuses what is no ASCII where nothing encodes it")
    func notASCII() throws {
        let stranger = EmailAddress(trustedLocalPart: "é", domain: "example.com")
        let attempts: [(inout TemplateWriter) throws -> Void] = [
            { try $0.structuredField("X", "fran\u{E7}ais") },
            { try $0.mailboxField("X", Mailbox(address: stranger)) },
            { try $0.listField("X", title: "Früh", id: "früh.example") },
            { try $0.linksField("X", [MergeText("https://é.example")]) },
            { try $0.verbatimField("X", [.literal("é")]) },
        ]
        for attempt in attempts {
            #expect(throws: InvalidHeaderValue(field: "X")) { try write(attempt) }
        }
    }

    @Test("names itself in the refusal")
    func message() {
        #expect(InvalidHeaderValue(field: "Subject").description.contains("Subject"))
    }

    /// `phrase <address>` with the phrase as RFC 5322 and RFC 2047 read it.
    private func readMailbox(_ value: String) throws -> (name: String, address: String) {
        guard value.hasSuffix(">"), let open = value.utf8.lastIndex(of: UInt8(ascii: "<"))
        else { throw WireFault("no angle brackets: \(value)") }
        let address = String(value[open...].dropFirst().dropLast())
        let phrase = value[..<open].hasSuffix(" ") ? value[..<open].dropLast() : value[..<open]
        guard phrase.hasPrefix("\"") else { return (try decodeEncodedWords(String(phrase)), address) }
        var name = ""
        var rest = phrase.dropFirst().unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\"" {
                guard rest.isEmpty else { throw WireFault("text behind the quotes: \(value)") }
                return (name, address)
            }
            guard let kept = scalar == "\\" ? rest.popFirst() : scalar else { break }
            name.unicodeScalars.append(kept)
        }
        throw WireFault("quotes left open: \(value)")
    }
}
