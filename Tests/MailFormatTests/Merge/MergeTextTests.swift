// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import SeededRandom
import Testing

@Suite("Text with merge slots")
struct MergeTextTests {
    private static let first = MergeSlot(.firstName, fallback: "reader", in: .text)
    private static let last = MergeSlot(.lastName, in: .html)
    private static let zero = MergeText.marker(0)
    private static let one = MergeText.marker(1)
    private static let open = MergeText.open
    private static let close = MergeText.close

    @Test(
        "is read from text with markers",
        arguments: [
            ("", []),
            ("plain", [.literal("plain")]),
            (zero, [.slot(first)]),
            ("Hi \(zero)!", [.literal("Hi "), .slot(first), .literal("!")]),
            ("\(zero)\(one)", [.slot(first), .slot(last)]),
            ("\(one) \(one)", [.slot(last), .literal(" "), .slot(last)]),
            ("e\u{301}\(zero)\u{301}", [.literal("e\u{301}"), .slot(first), .literal("\u{301}")]),
            ("\r\(zero)\n", [.literal("\r"), .slot(first), .literal("\n")]),
        ] as [(String, [MergeText.Piece])])
    func markers(_ text: String, _ pieces: [MergeText.Piece]) {
        #expect(MergeText(marked: text, slots: [Self.first, Self.last]).pieces == pieces)
    }

    @Test(
        "drops a marker that stands for no slot",
        arguments: [
            MergeText.marker(2), MergeText.marker(-1), "\(open)\(close)", "\(open)x\(close)", "\(open)",
            "\(open)99999999999999999999\(close)",
        ])
    func unknown(_ marker: String) {
        let text = MergeText(marked: "a\(marker)b", slots: [Self.first, Self.last])
        #expect(text.slots.isEmpty)
        #expect(text.filled { _ in "" } == "ab")
    }

    @Test("knows its slots in order")
    func slots() {
        let text = MergeText([.slot(Self.last), .literal("x"), .slot(Self.first), .slot(Self.last)])
        #expect(text.slots == [Self.last, Self.first, Self.last])
        #expect(MergeText("x").slots.isEmpty)
    }

    @Test("is filled with values escaped for where they stand")
    func filled() {
        let text = MergeText([
            .literal("<a href=\"/"), .slot(MergeSlot(.name, in: .url)), .literal("\">"),
            .slot(MergeSlot(.name, in: .html)), .literal("</a>"),
        ])
        #expect(text.filled { _ in "A&B <\"" } == "<a href=\"/A%26B%20%3C%22\">A&amp;B &lt;&quot;</a>")
    }

    @Test("gives the fallback for an empty value, escaped as well")
    func fallback() {
        let text = MergeText([
            .literal("Dear "), .slot(MergeSlot(.name, fallback: "friends & all", in: .html)),
        ])
        #expect(text.filled { _ in "" } == "Dear friends &amp; all")
        #expect(text.filled { $0 == .name ? "Ann" : "" } == "Dear Ann")
    }

    @Test("is stored and read back")
    func coding() throws {
        let text = MergeText([.literal("a\r\nb☕"), .slot(Self.first), .slot(Self.last), .literal("")])
        #expect(try JSONDecoder().decode(MergeText.self, from: JSONEncoder().encode(text)) == text)
    }

    @Test("names a list's own attributes beside the known fields")
    func attributes() {
        #expect(MergeField.attribute("first_name") == .firstName)
        #expect(MergeField.attribute("city").description == "reader.city")
    }

    @Test("comes through a template engine as it went in", arguments: 1...10 as ClosedRange<UInt64>)
    func roundTrip(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            var marked = ""
            var slots: [MergeSlot] = []
            var pieces: [MergeText.Piece] = []
            for index in 0..<Int.random(in: 0...8, using: &generator) {
                let literal = "-" + generator.text(upTo: 5)
                marked += literal + MergeText.marker(index)
                slots.append(MergeSlot(.attribute("f\(index)"), in: .text))
                pieces += [.literal(literal), .slot(slots[index])]
            }
            #expect(MergeText(marked: marked, slots: slots).pieces == pieces)
        }
    }
}
