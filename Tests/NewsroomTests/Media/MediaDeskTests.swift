// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import NewsroomSupport
import Sender
import Subscribers
import Testing

@testable import Newsroom

@Suite("Pictures that the newsroom keeps")
struct MediaDeskTests {
    /// One colour, 1000 by 500 points.
    static let png = Data(
        base64Encoded:
            "iVBORw0KGgoAAAANSUhEUgAAA+gAAAH0CAMAAACZ9vcfAAAAA1BMVEUeWnivSP9wAAAB+0lEQVR42u3BAQEAAACCIP"
            + "+vbkhAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAABPBqN9AAEVY/5JAAAAAElFTkSuQmCC")!

    /// Another one, 200 by 60 points.
    private static let logo = Data(
        base64Encoded:
            "iVBORw0KGgoAAAANSUhEUgAAAMgAAAA8CAMAAAAUhQWjAAAAA1BMVEVaHnhMzlBtAAAAI0lEQVR42u3BAQ0AAADCoP"
            + "dPbQ43oAAAAAAAAAAAAAAA4NsALxwAAQtH8qYAAAAASUVORK5CYII=")!

    private let place: TemporaryNewsroom
    private let folder: URL
    private var newsroom: Newsroom { place.newsroom }

    init() async throws {
        place = try await TemporaryNewsroom(readers: 2)
        folder = place.directory.appending(path: "texts")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "pictures"), withIntermediateDirectories: true)
        try Self.png.write(to: folder.appending(path: "pictures/fog.png"))
    }

    private func take(_ text: String) async throws -> TakenArticle {
        let file = folder.appending(path: "fog.md")
        try Data(text.utf8).write(to: file)
        let submission = try await newsroom.editorial.read(file.path, as: nil) { Data() }
        return try #require(try await newsroom.editorial.take(submission).first)
    }

    private static let text = """
        ---
        headline: Fog on the river
        image: pictures/fog.png
        image_alt: A bridge in fog
        image_caption: Seen from the *quay*
        url: https://example.com/fog
        ---
        It came at five.

        ![The same bridge](pictures/fog.png "At six")

        """

    @Test("are kept again when an editor names the same file once more")
    func namedAgain() async throws {
        let renditions = try await take(Self.text).article.image?.renditions
        func setImage() async throws -> Picture? {
            try await newsroom.editorial.change(
                article: "fog-on-the-river", in: URL(filePath: folder.path, directoryHint: .notDirectory)
            ) {
                try $0.set(Assignment("image=pictures/fog.png"))
            }.article.image
        }
        #expect(try await setImage()?.renditions == renditions)
        try Self.logo.write(to: folder.appending(path: "pictures/fog.png"))
        #expect(try await setImage()?.renditions.map(\.width) == [200])
    }

    @Test("come from files beside a text, are named by their content, and are known again")
    func beside() async throws {
        let taken = try await take(Self.text)
        #expect(taken.troubles.isEmpty && taken.outcome == .added)
        let renditions = try #require(taken.article.image?.renditions)
        #expect(
            renditions.map(\.width) == [1000, 600] && renditions.allSatisfy { MediaAddress.isName($0.name) })
        #expect(taken.article.pictures.map(\.renditions) == [renditions, renditions])
        #expect(try await newsroom.media.all().map(\.name).sorted() == renditions.map(\.name).sorted())
        #expect(
            try await newsroom.media.file(renditions[0].name)?.starts(
                with: Data("\u{89}PNG".unicodeScalars.map { UInt8($0.value) })) == true)
        #expect(try await take(Self.text).outcome == .known("fog-on-the-river"))
        #expect(
            try await take(Self.text.replacing("at five", with: "at six")).article.image?.renditions
                == renditions)
        try Self.logo.write(to: folder.appending(path: "pictures/fog.png"))
        let changed = try await take(Self.text.replacing("at five", with: "at six"))
        #expect(changed.outcome == .replaced && changed.article.image?.renditions.map(\.width) == [200])
        try FileManager.default.removeItem(at: folder.appending(path: "pictures/fog.png"))
        let gone = try await take(Self.text.replacing("at five", with: "at six"))
        #expect(gone.outcome == .known("fog-on-the-river") && gone.troubles.count == 1)
    }

    @Test("are also those that stand in a line, and the stills of films")
    func insideLines() async throws {
        try Self.logo.write(to: folder.appending(path: "pictures/sign.png"))
        let film = """
            <figure class="embed" data-kind="film"><a href="https://example.com/film"><img src="https://example.com/pictures/fog.png" alt="">\
            <span class="embed-title">The fog</span></a></figure>
            """
        let line =
            "It came <img src=\"pictures/sign.png\" alt=\"from the west\" width=\"40\" height=\"12\"> at five."
        let taken = try await take(
            "---\nheadline: Fog on the river\nurl: https://example.com/fog\n---\n\(line)\n\n\(film)\n")
        #expect(taken.troubles.isEmpty, "\(taken.troubles)")
        let pictures = taken.article.pictures
        #expect(pictures.map { $0.renditions.map(\.width) } == [[200], [1000, 600]])
        let edition = try await newsroom.editorial.add(EditionDraft(articles: ["fog-on-the-river"])).0
        let html = try await newsroom.editorial.preview(edition, for: nil).html
        for picture in pictures {
            let shown = try #require(picture.renditions.first?.name)
            #expect(html.contains("/media/\(shown)\""), "\(shown) is not shown")
        }
        let stored = try await newsroom.editorial.article("fog-on-the-river")
        #expect(stored.pictures == pictures)
    }

    @Test("are looked for beside the text, however its path is written")
    func relative() {
        let here = URL(filePath: FileManager.default.currentDirectoryPath)
        let above = here.deletingLastPathComponent()
        #expect(EditorialDesk.file("../texts/fog.md") == above.appending(path: "texts/fog.md").path)
        #expect(EditorialDesk.file("./fog.md") == here.appending(path: "fog.md").path)
        #expect(EditorialDesk.file("-") == nil && EditorialDesk.file("https://example.com/fog.md") == nil)
    }

    @Test(
        "of the web come with the pages that show them, all of them, and a site that is down is not waited for"
    )
    func web() async throws {
        // Nobody listens there.
        let down = (1...20).map { "![\($0)](http://127.0.0.1:9/\($0).png)\n" }.joined(separator: "\n")
        let file = place.directory.appending(path: Newsroom.configurationFile)
        let yaml = try String(contentsOf: file, encoding: .utf8)
        try Data("\(yaml)fetch: { allow: [127.0.0.1] }\n".utf8).write(to: file)
        let room = try Newsroom(at: place.directory)
        let article = try #require(
            try await room.editorial.read("-", as: .markdown) { Data("# Down\n\n\(down)".utf8) }.intake?.items
                .first?.article)
        let (pictured, troubles) = await room.media.pictured([article], from: .web)[0]
        #expect(pictured == article && troubles.count == 20)
        #expect(troubles.count { $0.sentence.contains("was not asked for") } == 20 - 4 * 3)
    }

    @Test("stay where they are when they cannot be had, and say why")
    func troubles() async throws {
        try Data("no picture".utf8).write(to: place.directory.appending(path: "secret.txt"))
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "link.png"),
            withDestinationURL: place.directory.appending(path: "secret.txt"))
        let taken = try await take(
            "# Fog\n\n![a](gone.png)\n\n![b](../secret.txt)\n\n![c](link.png)\n\n![d](fog.md)\n\n![e](https://example.com/e.png)\n"
        )
        let said = taken.troubles.map(\.sentence).sorted()
        #expect(said.count == 4 && taken.article.pictures.allSatisfy { $0.renditions.isEmpty }, "\(said)")
        #expect(said.count { $0.contains("lies outside of") } == 2)
        #expect(said.contains { $0.hasSuffix("gone.png cannot be read: there is no such file") })
        #expect(said.contains { $0.contains("fog.md is no picture") })
    }

    @Test("stand above a lead and beside an excerpt, once, at an address that serves them")
    func shown() async throws {
        let renditions = try #require(try await take(Self.text).article.image?.renditions)
        let address = "https://news.example.com/media/\(renditions[0].name)"
        for (treatment, width) in [("lead", 600), ("full", 528), ("excerpt", 168)] {
            var draft = EditionDraft(articles: ["fog-on-the-river"])
            draft.stories[0].treatment = try #require(Treatment(rawValue: treatment))
            let edition = try await newsroom.editorial.add(draft).0
            let preview = try await newsroom.editorial.preview(edition, for: nil)
            let shown =
                treatment == "excerpt" ? "https://news.example.com/media/\(renditions[1].name)" : address
            #expect(preview.html.components(separatedBy: "src=\"\(shown)\"").count == 2, "\(treatment)")
            #expect(preview.html.contains("width=\"\(width)\""), "\(treatment)")
            #expect(preview.text.contains("[Picture: At six]") && preview.text.contains(shown))
            let findings = try await newsroom.editorial.proof(edition, list: nil)
            #expect(!findings.contains { $0.rule == .parity || $0.rule == .imageAlt }, "\(findings)")
        }
        var draft = EditionDraft(articles: ["fog-on-the-river"])
        draft.stories[0].picture = PicturePlace.none
        draft.stories[0].treatment = .excerpt
        let edition = try await newsroom.editorial.add(draft).0
        #expect(try await !newsroom.editorial.preview(edition, for: nil).html.contains("/media/"))
    }

    @Test("that nobody uses are dropped after a while, those of readers never")
    func swept() async throws {
        _ = try await take(Self.text)
        let edition = try await newsroom.editorial.add(EditionDraft(articles: ["fog-on-the-river"])).0
        let mailing = try await newsroom.mailings.publishNow(
            edition, to: "morning", segment: nil, terms: MailingTerms(), override: "a test")
        #expect(try await newsroom.mailings.mailing(mailing).publishedAt != nil)
        let logo = folder.appending(path: "logo.png")
        try Self.logo.write(to: logo)
        let medium = try await newsroom.media.add(file: logo.path)
        #expect(try await newsroom.database.prune().pictures == 0)
        let later = try Newsroom(
            at: place.directory,
            clock: WallClock(in: .system) { Int64(Date().timeIntervalSince1970 * 1000) + 40 * 86_400_000 })
        _ = try await later.editorial.removeArticle("fog-on-the-river")
        // The narrow one of the story's picture was in no letter.
        #expect(try await later.database.prune().pictures == medium.renditions.count + 1)
        let kept = try await later.media.all()
        #expect(kept.count == 1 && kept.allSatisfy(\.isPublished), "\(kept)")
    }

    @Test("are copied to where readers load them before anything goes out")
    func copied() async throws {
        let renditions = try #require(try await take(Self.text).article.image?.renditions)
        let shelf = place.directory.appending(path: "shelf")
        let file = place.directory.appending(path: Newsroom.configurationFile)
        let yaml = try String(contentsOf: file, encoding: .utf8)
        try Data("\(yaml)media: { address: \"https://cdn.example.com/p\", publish: \(shelf.path) }\n".utf8)
            .write(to: file)
        let room = try Newsroom(at: place.directory)
        let edition = try await room.editorial.add(EditionDraft(articles: ["fog-on-the-river"])).0
        #expect(
            try await room.editorial.preview(edition, for: nil).html.contains(
                "https://cdn.example.com/p/\(renditions[0].name)"))
        try Data().write(to: shelf)
        await #expect(throws: MediaFault.self) {
            _ = try await room.mailings.publishNow(
                edition, to: "morning", segment: nil, terms: MailingTerms(), override: "a test")
        }
        #expect(try await room.mailings.all().isEmpty)
        try FileManager.default.removeItem(at: shelf)
        _ = try await room.mailings.publishNow(
            edition, to: "morning", segment: nil, terms: MailingTerms(), override: "a test")
        let copies = try FileManager.default.contentsOfDirectory(atPath: shelf.path)
        #expect(copies == [renditions[0].name])
        // Somebody empties the directory.
        try FileManager.default.removeItem(at: shelf)
        _ = try await room.mailings.publishNow(
            edition, to: "morning", segment: nil, terms: MailingTerms(), override: "a test")
        #expect(FileManager.default.fileExists(atPath: shelf.appending(path: renditions[0].name).path))
    }
}
