// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import SeededRandom
import Testing

@Suite("Splicing a reader's copy")
struct MessageTemplateTests {
    private static let hostile = [
        "Ann\r\nBcc: eve@evil.example", "\r\n\r\n<h1>body</h1>", "\n.\n", "\u{0}", "\r", ".", "..", "F",
        "From ", "\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n", "a@b>, <eve@evil.example",
        "--=_daybreak_1795518000--", "=", "?=", "=?utf-8?q?x?=", " ", "\t", " trailing ", "é", "e\u{301}",
        "👩‍👩‍👧", "{{name}}",
        "<script>alert(1)</script>", "\"'><img src=x>", MergeText.marker(0),
        String(repeating: ".", count: 200), String(repeating: "é", count: 200),
        String(repeating: "FF ", count: 100),
    ]

    @Test("knows the domain of its Message-ID")
    func domain() throws {
        let draft = try NewsletterSample.draft()
        #expect(try draft.compiled().messageIDDomain == draft.messageIDDomain)
        #expect(MessageTemplate(content: [], slots: [], fields: [])?.messageIDDomain == nil)
    }

    @Test("keeps the message's shape whatever a reader is called", arguments: hostile)
    func hostileValues(_ value: String) throws {
        let template = try NewsletterSample.draft().compiled()
        for field in template.fields {
            try expectSound(template, NewsletterSample.ann.merging([field: value]) { $1 })
        }
        try expectSound(template, Dictionary(uniqueKeysWithValues: template.fields.map { ($0, value) }))
    }

    @Test("keeps the message's shape for any values", arguments: 1...20 as ClosedRange<UInt64>)
    func anyValues(_ seed: UInt64) throws {
        let template = try NewsletterSample.draft().compiled()
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            var values: [MergeField: String] = [:]
            for field in template.fields { values[field] = generator.text(upTo: 20) }
            try expectSound(template, values)
        }
    }

    @Test(
        "writes a long name of any length into header, text and HTML",
        arguments: [1, 50, 63, 64, 71, 72, 73, 74, 75, 76, 77, 998, 5_000])
    func longValues(_ length: Int) throws {
        let template = try NewsletterSample.draft().compiled()
        let name = String(repeating: "n", count: length)
        try expectSound(template, NewsletterSample.ann.merging([.firstName: name, .name: name]) { $1 })
    }

    @Test("gives the fallback for an empty value in every place")
    func fallbacks() throws {
        let message = try WireMessage(
            NewsletterSample.draft().compiled().copy(for: [.email: "ann@inbox.example"]))
        #expect(try decodeEncodedWords(message.value("Subject")) == "The harbour reopens, reader")
        let parts = try message.parts()
        #expect(try parts[0].text().hasPrefix("Good morning, reader.\r\n"))
        #expect(try parts[1].text().hasPrefix("<p title=\"a reader\">Good morning, reader.</p>"))
    }

    @Test("leaves no trace of a slot with neither value nor fallback")
    func nothing() throws {
        let slot = MergeText.Piece.slot(MergeSlot(.firstName, in: .text))
        let text = MergeText([.literal("a "), slot, .literal("b "), slot])
        let draft = try NewsletterSample.draft(subject: MergeText([slot, .literal("News")]), text: text)
        let message = try WireMessage(draft.compiled().copy(for: [.email: "ann@inbox.example"]))
        #expect(try decodeEncodedWords(message.value("Subject")) == "News")
        #expect(try message.parts()[0].text() == "a b ")
    }

    @Test("asks for each field once and fills each of its places")
    func fields() throws {
        let template = try NewsletterSample.draft().compiled()
        #expect(Set(template.fields).count == template.fields.count)
        #expect(Set(template.fields) == Set(NewsletterSample.ann.keys))
        let uses = template.slots.count { template.fields[$0.field] == .firstName }
        #expect(uses == 3)
        #expect(zip(template.slots, template.slots.dropFirst()).allSatisfy { $0.offset <= $1.offset })
    }

    @Test("appends to what the buffer holds, the same each time")
    func appending() throws {
        let template = try NewsletterSample.draft().compiled()
        let copy = template.copy(for: NewsletterSample.ann)
        var buffer = Array("before".utf8)
        for _ in 0..<2 {
            template.splice(template.fields.map { NewsletterSample.ann[$0] ?? "" }, into: &buffer)
        }
        #expect(buffer == Array("before".utf8) + copy + copy)
    }

    @Test(
        "reads as the text filled for that reader, whatever stands around the slots",
        arguments: 1...20 as ClosedRange<UInt64>)
    func anyPieces(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            let value = generator.text(upTo: 10)
            let slot = MergeSlot(.firstName, fallback: generator.text(upTo: 3), in: .text)
            var pieces: [MergeText.Piece] = []
            var expected: [UInt8] = []
            for index in 0..<Int.random(in: 0...6, using: &generator) {
                if index.isMultiple(of: 2) != Bool.random(using: &generator) {
                    let literal = generator.text(upTo: 40) + (Bool.random(using: &generator) ? "" : "|")
                    pieces += [.slot(slot), .literal(literal)]
                    expected += MergeText([.slot(slot)]).filled { _ in value }.utf8
                    expected += withCRLF(literal.utf8)
                } else {
                    pieces.append(.slot(slot))
                    expected += MergeText([.slot(slot)]).filled { _ in value }.utf8
                }
            }
            let draft = try NewsletterSample.draft(text: MergeText(pieces))
            let message = try WireMessage(
                draft.compiled().copy(for: [.firstName: value, .email: "a@b.example"]))
            var read = try Array(message.parts()[0].text().utf8)
            if read != expected { read += [0x0D, 0x0A] }
            #expect(read == expected, "\(pieces) with \(value.debugDescription)")
        }
    }

    @Test("goes on after a slot with a literal that is empty")
    func emptyLiteral() throws {
        let slot = MergeText.Piece.slot(MergeSlot(.firstName, in: .text))
        let draft = try NewsletterSample.draft(text: MergeText([.literal("Hi "), slot, .literal("")]))
        let message = try WireMessage(draft.compiled().copy(for: NewsletterSample.ann))
        #expect(try message.parts()[0].text() == "Hi Ann")
    }

    @Test("is the same from a template that was stored")
    func stored() throws {
        let template = try NewsletterSample.draft().compiled()
        let slots = try JSONDecoder().decode(
            [MessageTemplate.Slot].self, from: JSONEncoder().encode(template.slots))
        let again = try #require(
            MessageTemplate(content: template.content, slots: slots, fields: template.fields))
        #expect(again == template)
        #expect(again.copy(for: NewsletterSample.ann) == template.copy(for: NewsletterSample.ann))
    }

    @Test("refuses a stored template whose slots point elsewhere")
    func damaged() throws {
        let template = try NewsletterSample.draft().compiled()
        let (content, slots, fields) = (template.content, template.slots, template.fields)
        let last = try #require(slots.last)
        #expect(
            MessageTemplate(content: Array(content[..<(last.offset - 1)]), slots: slots, fields: fields)
                == nil)
        #expect(MessageTemplate(content: content, slots: slots.reversed(), fields: fields) == nil)
        #expect(MessageTemplate(content: content, slots: slots, fields: []) == nil)
        #expect(MessageTemplate(content: [], slots: [], fields: []) != nil)
        #expect(MessageTemplate(content: Array(content[..<last.offset]), slots: slots, fields: fields) != nil)
    }

    /// The copy has the same fields and parts as anyone's, on lines that need neither cutting nor dot-stuffing,
    /// and says the values where they belong.
    private func expectSound(_ template: MessageTemplate, _ values: [MergeField: String]) throws {
        let bytes = template.copy(for: values)
        #expect(bytes.suffix(2) == [0x0D, 0x0A])
        for line in try wireLines(bytes) {
            #expect(line.count <= 998)
            #expect(line.first != UInt8(ascii: "."))
            #expect(!line.starts(with: "From ".utf8))
            let isAddress = line.starts(with: "To: <".utf8)
            #expect(line.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 || isAddress && $0 >= 0x80 })
        }
        let message = try WireMessage(bytes)
        let usual = try WireMessage(template.copy(for: NewsletterSample.ann))
        #expect(message.fields.map(\.name) == usual.fields.map(\.name))
        #expect(
            message.fields.filter { $0.name.hasPrefix("Content") }.map(\.value)
                == usual.fields.filter { $0.name.hasPrefix("Content") }.map(\.value))
        let subject = NewsletterSample.subject.filled { values[$0] ?? "" }
        #expect(try Array(decodeEncodedWords(message.value("Subject")).utf8) == Array(subject.utf8))
        let texts = try message.parts().map { try Array($0.text().utf8) }
        let expected = [NewsletterSample.text, NewsletterSample.html].map { text in
            var filled = withCRLF(text.filled { values[$0] ?? "" }.utf8)
            if case .literal = text.pieces.last { filled.removeLast(2) }
            return filled
        }
        #expect(texts == expected)
    }
}
