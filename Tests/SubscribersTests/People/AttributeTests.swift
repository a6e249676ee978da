// SPDX-License-Identifier: Apache-2.0
import SeededRandom
import Testing

@testable import Subscribers

@Suite("An attribute's value")
struct AttributeTests {
    @Test(
        "is read from a cell as its type wants it",
        arguments: [
            (.text, " as it is ", .text(" as it is ")), (.number, "41", .number(41)),
            (.number, "-0.5", .number(-0.5)),
            (.number, "1e3", .number(1000)), (.number, "1,5", nil), (.number, "", nil), (.number, "inf", nil),
            (.number, "nan", nil), (.boolean, "Yes", .boolean(true)), (.boolean, "0", .boolean(false)),
            (.boolean, "on", nil), (.date, "2026-11-24", .text("2026-11-24")),
            (.date, "2026-11-24T06:00", .text("2026-11-24")), (.date, "2026-11-31", nil),
            (.date, "2026-11-245", nil),
            (.date, "24.11.2026", nil), (.list, "", .list([])), (.list, "a", .list(["a"])),
            (.list, " a , b,,a ", .list(["a", "b"])), (.list, "a; b, c", .list(["a", "b, c"])),
            (.list, #""VIP","Zürich, evening""#, .list(["VIP", "Zürich, evening"])),
            (.list, #""x; y";z"#, .list([#""x; y";z"#])), (.list, #"["a, b","c"]"#, .list(["a, b", "c"])),
            (.list, "[draft], b", .list(["[draft]", "b"])), (.list, "a\nb\r\nc", .list(["a", "b", "c"])),
            (.list, #""a" b"#, .list([#""a" b"#])),
        ] as [(AttributeType, String, AttributeValue?)])
    func read(type: AttributeType, cell: String, value: AttributeValue?) {
        #expect(type.value(cell) == value)
    }

    @Test(
        "is the same after it was written and read",
        arguments: [
            (.text, .text("")), (.text, .text("yes, \"no\"; 1")), (.number, .number(3)),
            (.number, .number(-0.25)),
            (.number, .number(1e15)), (.number, .number(123_456_789_012_345)),
            (.number, .number(.leastNonzeroMagnitude)),
            (.number, .number(.greatestFiniteMagnitude)), (.boolean, .boolean(true)),
            (.boolean, .boolean(false)),
            (.date, .text("2024-02-29")), (.list, .list([])), (.list, .list(["a", "b c"])),
            (.list, .list(["a, b", "c"])), (.list, .list(["a; b"])), (.list, .list(["\"a\""])),
            (.list, .list(["[\"a\"]"])), (.list, .list([" a ", "", "b\nc", "b\u{0}"])),
            (.list, .list(["a", "a"])),
            (.list, .list([""])), (.list, .list(["\u{A0}x"])), (.list, .list(["é", "e\u{301}"])),
        ] as [(AttributeType, AttributeValue)])
    func roundTrip(type: AttributeType, value: AttributeValue) { #expect(type.value(value.text) == value) }

    @Test("lists of anything are the same after they were written and read")
    func lists() {
        for seed in 1...2000 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            let items = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                random.text(
                    upTo: 3, alphabet: ["a", "b", " ", ",", ";", "\"", "[", "]", "\\", "\n", "\r\n", "é"])
            }
            #expect(AttributeType.list.value(AttributeValue.list(items).text) == .list(items), "seed \(seed)")
        }
    }

    @Test("shows no fraction where it has none")
    func numbers() {
        #expect(
            [3, -0.0, 0.1, 1e15, 1e16, -12].map { AttributeValue.number($0).text } == [
                "3", "0", "0.1", "1000000000000000", "1e+16", "-12",
            ])
    }
}
