// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import Hummingbird
import Newsroom
import NewsroomSupport
import Testing

@testable import Web

@Suite("An edition in a browser while it is made")
struct PreviewWebTests {
    private let place: TemporaryNewsroom

    init() async throws { place = try await TemporaryNewsroom(readers: 1) }

    private func browse(_ uri: String) async throws -> Answer {
        let desk = PreviewDesk(place.newsroom.editorial, edition: place.edition, reader: nil)
        return try await PreviewWeb.router(desk).buildResponder().answer(uri)
    }

    @Test("the frame shows the part in the scheme that was asked for, and runs nothing")
    func frame() async throws {
        let light = try await browse("/html?scheme=light&images=on")
        #expect(light.page.contains("Bread is back") && light.page.contains("@media (max-width: 0px)"))
        #expect(light.headers[.contentSecurityPolicy]?.contains("img-src 'self' https: http:;") == true)
        let dark = try await browse("/html?scheme=dark&images=off")
        #expect(dark.page.contains("@media (min-width: 0px)"))
        #expect(
            dark.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; img-src 'none';") == true)
    }

    @Test("a draft that is open in the editor is what is shown and called one, or what is wrong with it")
    func draft() async throws {
        let kept = try await browse("/state").page
        #expect(kept.contains(#""subject":"Bread is back""#) && kept.contains(#""isDraft":false"#))
        let file = place.newsroom.editorial.draftFile(of: place.edition)
        try "subject: A draft\nstories: [{article: bread}]\n".write(
            to: file, atomically: true, encoding: .utf8)
        let draft = try await browse("/state").page
        #expect(draft.contains(#""subject":"A draft""#) && draft.contains(#""isDraft":true"#))
        #expect(place.newsroom.editorial.openDraft(of: place.edition) == file)
        try "subject: A draft\nstories: [{articl: bread}]\n".write(
            to: file, atomically: true, encoding: .utf8)
        let broken = try await browse("/state").page
        #expect(broken.contains("line 2") && broken.contains("article"))
        #expect(try await place.newsroom.editorial.edition(place.edition).subject == "Bread is back")
    }

    @Test("only requests to this machine itself are answered")
    func rebinding() {
        for name in ["127.0.0.1:8090", "localhost:8090", "localhost"] { #expect(LoopbackOnly.isOurs(name)) }
        for name in ["news.example.com", "127.0.0.1.example.com:8090", "localhost.example.com", "", nil] {
            #expect(!LoopbackOnly.isOurs(name))
        }
    }

    @Test("every file of the page is served as what it is")
    func files() async throws {
        for (path, type, text) in PreviewPage.files {
            let answer = try await browse(path)
            #expect(answer.page == text && answer.headers[.contentType] == type)
        }
    }
}
