// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import SeededRandom
import Testing

/// Messages as an independent reader sees them: Python's `email` with `policy.SMTP`, or `policy.SMTPUTF8`.
@Suite("Python reads a compiled message", .enabled(if: PythonMail.isPresent, "python3 is not installed"))
struct PythonReadingTests {
    @Test("without a defect and as it was set, for every kind of reader")
    func readers() throws {
        let long = String(repeating: "Überlang ☕ ", count: 40)
        let names = [
            "Ann", "", "Zoë", "☕️👩‍👩‍👧", "Ann\r\nBcc: eve@evil.example", "<b>&\"'</b>", ".", "From me",
            "=?utf-8?q?x?=",
            "a  b", long,
        ]
        let template = try NewsletterSample.draft().compiled()
        let values = names.map { name in
            NewsletterSample.ann.merging([.firstName: name, .name: name]) { $1 }
        }
        let read = try PythonMail.read(values.map { template.copy(for: $0) })
        #expect(read.count == values.count)
        for (message, values) in zip(read, values) {
            #expect(message.defects.isEmpty)
            #expect(message.fields.count == 14)
            #expect(message.from == ["The Daily Caffeine", "morning@caffeine.example"])
            #expect(message.to == ["", "ann@inbox.example"])
            #expect(message.date == "2026-11-24T06:00:00-05:00")
            #expect(message.types == ["multipart/alternative", "text/plain", "text/html"])
            #expect(message.subject == NewsletterSample.subject.filled { values[$0] ?? "" })
            #expect(message.text == NewsletterSample.text.filled { values[$0] ?? "" })
            #expect("\(message.html)\n" == NewsletterSample.html.filled { values[$0] ?? "" })
        }
    }

    @Test("with the address of a reader outside ASCII")
    func internationalised() throws {
        let template = try NewsletterSample.draft().compiled()
        let addresses = ["пошта@xn--j1amh.example", "кав’ярня+tag@inbox.example", "用户.a@inbox.example"]
        let read = try PythonMail.read(
            addresses.map { address in
                template.copy(for: NewsletterSample.ann.merging([.email: address]) { $1 })
            },
            policy: "SMTPUTF8")
        #expect(read.map(\.to) == addresses.map { ["", $0] })
        // Python reads such an address and calls it a defect all the same, whatever the policy.
        for message in read {
            #expect(message.defects.allSatisfy { $0.hasPrefix("To: NonASCIILocalPartDefect") })
        }
    }

    @Test("with the subject and the text as they were, whatever they are")
    func anyText() throws {
        var generator = SeededGenerator(seed: 7)
        let alphabet = SeededGenerator.printable.filter { $0 != "\u{2028}" }
        let texts = (0..<100).map { _ in generator.text(upTo: 25, alphabet: alphabet) + "." }
        let read = try PythonMail.read(
            texts.map { text in
                let draft = try NewsletterSample.draft(subject: MergeText(text), text: MergeText(text))
                return try draft.compiled().copy(for: NewsletterSample.ann)
            })
        #expect(read.count == texts.count)
        for (message, text) in zip(read, texts) {
            #expect(message.defects.isEmpty, "\(text.debugDescription)")
            #expect(Array(message.subject.utf8) == Array(text.utf8))
            #expect(Array(message.text.utf8) == Array(text.utf8))
        }
    }

    /// Python parts the words of a phrase that needs more than one, so each name here fits into one.
    @Test("with the sender's name as it was")
    func names() throws {
        let names = [
            "", "Ann Lee", "Lee, Ann", "Ann <eve@evil.example>", "\"Ann\" \\ Lee", "J. (Jo) Lee",
            "José Ångström",
            "漢字", "☕️ News", "=?utf-8?q?x?=", "e\u{301}", String(repeating: "long ", count: 20) + "name",
        ]
        let read = try PythonMail.read(
            names.map { try NewsletterSample.draft(from: $0).compiled().copy(for: NewsletterSample.ann) })
        #expect(read.count == names.count)
        for (message, name) in zip(read, names) {
            #expect(message.defects.isEmpty, "\(name.debugDescription)")
            #expect(
                message.from.map { Array($0.utf8) }
                    == [name, "morning@caffeine.example"].map { Array($0.utf8) })
        }
    }
}
