// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Composer

@Suite("The words of a publication")
struct WordsTests {
    private static let languages = ["en", "uk", "de", "ar"]

    private func words(_ language: String, _ own: String = "") throws -> Words {
        try Words(language: language, own.isEmpty ? [] : [YAMLMapping(yaml: own, file: "words.yaml")])
    }

    @Test(
        "are whole in every language that comes with the program, and fill the same braces",
        arguments: languages)
    func whole(language: String) throws {
        let (english, words) = (Words.standard, try words(language))
        for name in Words.names {
            func braces(_ text: String) -> Set<String> {
                Set(text.matches(of: /\{([a-z]+)\}/).map { String($0.1) })
            }
            #expect(!words[name].isEmpty && braces(words[name]) == braces(english[name]), "\(name)")
        }
        #expect(words.untranslated.isEmpty)
    }

    @Test(
        "agree with numbers as their language does",
        arguments: [
            ("en", [(1, "minute"), (2, "minutes"), (21, "minutes")]),
            (
                "uk",
                [
                    (1, "хвилина"), (3, "хвилини"), (5, "хвилин"), (12, "хвилин"), (21, "хвилина"),
                    (22, "хвилини"),
                ]
            ),
            ("de", [(1, "Minute"), (2, "Minuten")]),
            (
                "ar",
                [(1, "دقيقة"), (2, "دقيقتان"), (3, "دقائق"), (11, "دقيقة"), (100, "دقيقة"), (103, "دقائق")]
            ),
        ])
    func plurals(language: String, forms: [(Int, String)]) throws {
        let words = try words(language)
        for (count, form) in forms { #expect(words.counted("minutes", count) == form, "\(count)") }
    }

    @Test("are its own where it says so, and English where nobody has translated them")
    func own() throws {
        let words = try words("fr-CA", "contents: Dans ce numéro\nminutes: { one: minute, other: minutes }\n")
        #expect(words["contents"] == "Dans ce numéro" && words["also"] == "You may also like")
        #expect(words.untranslated.contains("also") && !words.untranslated.contains("contents"))
        #expect(try self.words("fi", "minutes: min\n").counted("minutes", 1) == "min")
        #expect(
            try self.words("fi", "minute: minuutti\nminutes: minuuttia\n").counted("minutes", 1) == "minuutti"
        )
        #expect(words.version(of: "page_consent", "7") == "7")
        #expect(try self.words("uk").version(of: "page_consent", "7") == "7 uk")
        #expect(
            try self.words("uk", "page_consent: Так\n").version(of: "page_consent", "7") == "7, own words")
    }

    @Test("name the nearest for one that there is not")
    func mistyped() {
        #expect(throws: YAMLMapping.Fault.self) { try words("en", "contnets: Inside\n") }
        #expect(throws: YAMLMapping.Fault.self) { try words("uk", "minutes: { one: хвилина }\n") }
    }
}
