// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Subscribers

@Suite("A first name that a stranger typed")
struct TypedNameTests {
    @Test(
        "is taken on one line when it can be one",
        arguments: [
            ("", ""), ("  Ann\t ", "Ann"), ("Ann\r\nMarie", "Ann Marie"), ("O’Brien", "O’Brien"),
            ("Jean-Luc", "Jean-Luc"), ("J.R.R.", "J.R.R."), ("Олена", "Олена"), ("علی‌رضا", "علی‌رضا"),
            ("María del Pilar de los Ángeles", "María del Pilar de los Ángeles"), ("Dr. Ann", "Dr. Ann"),
            ("Ann & Bo", "Ann & Bo"), ("प्रिया", "प्रिया"),
        ])
    func names(typed: String, kept: String) throws { #expect(try TypedName(typed).text == kept) }

    @Test(
        "is refused when it is no name",
        arguments: [
            "evil.example", "Ann at evil.example", "ann@evil.example", "https://evil.example", "Pay $90",
            "{{name}}", "<b>", "Ann\u{202E}", "Ann\u{200B}", "a/b", "Ann 🎉", "www.evil", "Call 555",
        ])
    func noNames(typed: String) { #expect(throws: TypedName.Fault.noName) { try TypedName(typed) } }

    @Test("is refused when it is a sentence")
    func sentences() {
        for typed in ["You owe us money and you know it", String(repeating: "a", count: 51)] {
            #expect(throws: TypedName.Fault.tooLong) { try TypedName(typed) }
        }
    }
}
