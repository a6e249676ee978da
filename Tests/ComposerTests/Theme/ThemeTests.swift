// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@testable import Composer

@Suite("What people edit is checked when it is read")
struct ThemeTests {
    private func theme(_ files: [String: String]) throws -> Theme {
        let directory = FileManager.default.temporaryDirectory.appending(path: "theme-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for (name, text) in files {
            try text.write(to: directory.appending(path: name), atomically: true, encoding: .utf8)
        }
        return try Theme(directory: directory.path)
    }

    private func reason(_ body: () throws -> some Any) -> String {
        do {
            _ = try body()
            return "nothing was thrown"
        } catch {
            return "\(error)"
        }
    }

    @Test("a theme needs both parts")
    func missing() {
        #expect(
            reason { try theme(["edition.txt.mustache": "x"]) }.contains("edition.html.mustache is missing"))
    }

    @Test("a template that names an unknown field is refused with file, line and the nearest")
    func unknown() {
        let files = ["edition.txt.mustache": "a\n{{headlin}}\n", "edition.html.mustache": "x"]
        let text = reason { try theme(files) }
        #expect(
            text.hasSuffix(
                "edition.txt.mustache line 2: the template names an unknown field {{headlin}}: did you mean {{headline}}?"
            ))
    }

    @Test("a template that takes in a partial there is not is refused likewise")
    func unknownPartial() {
        let files = [
            "edition.txt.mustache": "x", "edition.html.mustache": "a\n\n{{> stroy}}", "story.mustache": "x",
        ]
        #expect(
            reason { try theme(files) }.hasSuffix(
                "edition.html.mustache line 3: the template names an unknown partial {{> stroy}}: did you mean {{> story}}?"
            ))
    }

    @Test("templates that take each other in without end are refused; for each item of a list they may")
    func circles() throws {
        let files = [
            "edition.html.mustache": "{{> a}}", "a.mustache": "x {{> b}}", "b.mustache": "{{> a}}",
            "edition.txt.mustache": "x",
        ]
        #expect(reason { try theme(files) }.hasSuffix("without end: a, b, a"))
        var fine = files
        fine["b.mustache"] = "{{#blocks}}{{> a}}{{/blocks}}"
        _ = try theme(fine)
    }

    @Test("a tag over two lines is checked, and delimiters stay as they are")
    func tags() {
        let files = ["edition.txt.mustache": "a\n{{{sign_of\n}}}\n", "edition.html.mustache": "x"]
        #expect(
            reason { try theme(files) }.contains(
                "edition.txt.mustache line 2: the template names an unknown field {{sign_of}}"))
        let changed = ["edition.txt.mustache": "{{=<% %>=}}", "edition.html.mustache": "x"]
        #expect(reason { try theme(changed) }.contains("line 1: the template changes its delimiters"))
    }

    @Test("no scalar in front of a mark hides it from escaping")
    func joined() throws {
        let theme = try theme([
            "edition.html.mustache": "<p>{{headline}}</p>{{> part}}", "part.mustache": "{{byline}}",
            "edition.txt.mustache": "x",
        ])
        // U+0600 and its like join what follows into one character; others join what stands before.
        for scalar in [
            "\u{600}", "\u{604}", "\u{6DD}", "\u{8E2}", "\u{110BD}", "\u{111C2}", "\u{200D}", "\u{301}",
            "\u{E0020}",
        ] {
            let html = theme.html([
                "headline": "\(scalar)<script>\(scalar)", "byline": "\(scalar)\"\(scalar)&\(scalar)'",
            ])
            #expect(
                Array(html.unicodeScalars).count(where: { "<>\"'".unicodeScalars.contains($0) }) == 4,
                "\(html.debugDescription)")
        }
    }

    @Test("a template that is no template is refused with its line")
    func malformed() {
        let files = ["edition.txt.mustache": "a\n{{#stories}}\nb\n", "edition.html.mustache": "x"]
        #expect(reason { try theme(files) }.contains("edition.txt.mustache line"))
    }

    @Test("sections that stand in each other without measure are refused before the library reads them")
    func nested() {
        let text =
            String(repeating: "{{#blocks}}", count: 5000) + String(repeating: "{{/blocks}}", count: 5000)
        var files = ["edition.txt.mustache": "x", "edition.html.mustache": text]
        #expect(reason { try theme(files) }.contains("edition.html.mustache line 1: more than 50 sections"))
        for level in 0..<4 {
            let (open, close) = (
                String(repeating: "{{#blocks}}", count: 20), String(repeating: "{{/blocks}}", count: 20)
            )
            files["part\(level).mustache"] = level == 3 ? "x" : "\(open){{> part\(level + 1)}}\(close)"
        }
        files["edition.html.mustache"] = "{{> part0}}"
        #expect(
            reason { try theme(files) }.contains(
                "more than 50 sections stand in each other with what it takes in"))
        files["edition.html.mustache"] = "{{#stories}}\n{{#stories}}{{/stories}}{{/stories}}"
        #expect(
            reason { try theme(files) }.contains(
                "edition.html.mustache line 2: {{#stories}} stands in itself"))
    }

    @Test("a template that is a link to another kind of file shows nothing of it")
    func linked() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "theme-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try "x".write(
            to: directory.appending(path: "edition.txt.mustache"), atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(
            atPath: directory.appending(path: "edition.html.mustache").path,
            withDestinationPath: "/etc/hostname")
        #expect(
            reason { try Theme(directory: directory.path) }.contains(
                "a link to a file that is no part of a theme"))
    }

    @Test("parts that name parts without measure are refused before they grow")
    func aliases() throws {
        let levels = (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }.joined(separator: "\n")
        let bomb = "a0: &a0 [x]\n\(levels)\n? *a30\n: 1\n"
        #expect(
            reason { try YAMLMapping(yaml: bomb, file: "f.yaml") }.hasPrefix(
                "f.yaml line 12: has more than 20"))
        let returns = "a0: &a0 [x]\n" + String(repeating: "- [\r*a0,\u{2028}*a0]\n", count: 15)
        #expect(reason { try YAMLMapping(yaml: returns, file: "f.yaml") }.contains("has more than 20"))
        let stars =
            "text: |\n"
            + String(repeating: "  *so* and **so**, *two words* and *more of them*\n  * so\n", count: 30)
        #expect(try YAMLMapping(yaml: stars, file: "f.yaml").text("text").count > 600)
    }

    private static let publication = """
        name: The Test
        language: en
        colours: { accent: "#112233", accent_dark: "#aabbcc" }
        sender: { name: The Test, address: desk@test.example }
        footers:
          about: [one]
          sign_off: bye
          reason: because
          postal_address: [Street 1]

        """

    @Test("a publication is read")
    func publication() throws {
        let read = try Publication(yaml: Self.publication, id: "test", named: "publication.yaml")
        #expect(read.name == "The Test" && read.sender.address.description == "desk@test.example")
        #expect(read.about(number: 5) == "one")
    }

    @Test(
        "a faulty publication is refused with its line",
        arguments: [
            (
                "language: en", "langauge: en",
                "line 2: has an unknown key “langauge”: did you mean “language”?"
            ),
            ("name: The Test\nlang", "name: \"The\\r\\nBcc: x\"\nlang", "line 1: “name” holds a line break"),
            (
                "address: desk@test.example", "address: desk",
                "line 4: “sender.address” “desk” is no e-mail address: no @"
            ),
            ("#112233", "red", "line 3: “colours.accent” is not a colour"),
            ("[one]", "[]", "“footers.about” has no text"),
            ("  sign_off: bye\n", "", "“footers.sign_off” is missing"),
            ("name: The Test\n", "name: [\n", "is not YAML"),
        ])
    func faulty(from: String, to: String, expected: String) {
        let yaml = Self.publication.replacing(from, with: to, maxReplacements: 1)
        let text = reason { try Publication(yaml: yaml, id: "test", named: "publication.yaml") }
        #expect(text.contains(expected), "\(text)")
    }

    @Test("an edition file is read, the first story leading")
    func edition() throws {
        let draft = try EditionDraft(
            yaml: "subject: S\nstories:\n  - article: a\n  - article: b\n    as: link\nalso: [c]\n",
            named: "e.yaml")
        #expect(draft.stories == [Story(article: "a", as: .lead), Story(article: "b", as: .link)])
        #expect(draft.also == ["c"] && draft.subject == "S")
    }

    @Test(
        "a faulty edition file is refused with its line",
        arguments: [
            ("stories: []", "“stories” names no article"), ("stories: x", "“stories” must be a list"),
            ("stories:\n  - article: a\n    as: big", "line 3: “stories.as” is “big”: known are lead"),
            (
                "stories:\n  - artcle: a",
                "line 2: has an unknown key “stories.artcle”: did you mean “article”?"
            ),
            ("date: tomorrow\nstories:\n  - article: a", "line 1: “date” is not a date"),
            ("- a\n- b", "is not a list of “key: value”"),
            ("subject: a\nsubject: b", "twice"),
        ])
    func faultyEdition(yaml: String, expected: String) {
        let text = reason { try EditionDraft(yaml: yaml, named: "e.yaml") }
        #expect(text.contains(expected), "\(text)")
    }
}
