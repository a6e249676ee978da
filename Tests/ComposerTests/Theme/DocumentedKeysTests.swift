// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Composer

@Suite("The documents")
struct DocumentedKeysTests {
    /// The examples in YAML of a document below a heading.
    private func example(below heading: String, in file: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
            .standardized
        let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
        let rest = try #require(text.components(separatedBy: "\n## \(heading)\n").last)
        let block = try #require(rest.components(separatedBy: "```yaml\n").dropFirst().first)
        return try #require(block.components(separatedBy: "```").first)
    }

    @Test("show every key of publication.yaml in an example that works")
    func publication() throws {
        let yaml = try example(below: "publication.yaml", in: "templates/README.md")
        let publication = try Publication(yaml: yaml, id: "x", named: "publication.yaml")
        let shown = Set(try YAMLMapping(yaml: yaml, file: "publication.yaml").keys)
        #expect(shown == Set(Publication.keys))
        #expect(publication.about.count == 2 && publication.outreach.share.count == 7)
    }

    @Test("show every key of an edition file in an example that works")
    func edition() throws {
        let yaml = try example(below: "How an edition sets it", in: "docs/articles.md")
        let draft = try EditionDraft(yaml: yaml, named: "edition.yaml")
        let shown = Set(try YAMLMapping(yaml: yaml, file: "edition.yaml").keys)
        // “edition edit” writes the revision; a single sponsor is an older word for several.
        #expect(shown == Set(EditionDraft.keys).subtracting(["revision", "sponsor"]))
        #expect(draft.extras.sponsors.map(\.place) == [.masthead, .lead])
        #expect(try EditionDraft(yaml: draft.yaml, named: "again.yaml") == draft)
    }

    @Test("show words.yaml in an example that works")
    func words() throws {
        let yaml = try example(below: "words.yaml", in: "templates/README.md")
        let words = try Words(language: "pl", [YAMLMapping(yaml: yaml, file: "words.yaml")])
        #expect(
            [1, 2, 5, 22].map { words.counted("minutes", $0) } == ["minuta", "minuty", "minut", "minuty"])
    }
}
