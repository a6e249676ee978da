// SPDX-License-Identifier: Apache-2.0
import Composer
import Hummingbird
import Mustache
import Newsroom
import Subscribers

/// The pages readers see, in the publication's look and words.
struct ReaderPages: Sendable {
    private let library: MustacheLibrary
    private var brand: [String: any Sendable]
    private(set) var words: Words

    init(_ publication: Publication, _ media: MediaAddress) throws {
        brand = Self.view(publication, media)
        words = publication.words
        library = try ReaderTemplates.library()
    }

    /// These pages for another publication.
    func branded(_ publication: Publication, _ media: MediaAddress) -> ReaderPages {
        var pages = self
        pages.brand = Self.view(publication, media)
        pages.words = publication.words
        return pages
    }

    private static func view(_ publication: Publication, _ media: MediaAddress) -> [String: any Sendable] {
        let own = [
            "name": publication.name, "language": publication.language, "direction": publication.direction,
        ]
        return publication.brand.view(with: media).merging(own) { $1 }
    }

    func unsubscribe(_ place: ReaderDesk.Place) -> Page {
        page(.ok, "unsubscribe", "page_unsubscribe", ["title": place.title])
    }

    func unsubscribed(_ place: ReaderDesk.Place, canUndo: Bool) -> Page {
        page(.ok, "unsubscribed", "page_unsubscribed", ["title": place.title, "can_undo": canUndo])
    }

    /// The page for somebody who took their unsubscribing back.
    func undone(_ place: ReaderDesk.Place) -> Page {
        page(.ok, "undone", "page_undone", ["title": place.title])
    }

    /// The page for a link of a copy to try. Mail programs that press it are told that all is well.
    var test: Page { page(.ok, "test", "page_test", [:]) }

    var unknown: Page { page(.notFound, "unknown", "page_unknown", [:]) }

    /// Sets a page.
    /// - Parameters:
    ///   - name: of the template.
    ///   - heading: the name of the words that it says first, and that the browser calls it by.
    ///   - values: what the template shows, and what stands in the braces of its words.
    func page(
        _ status: HTTPResponse.Status, _ name: String, _ heading: String, _ values: [String: Any],
        headers: HTTPFields = [:]
    ) -> Page {
        let texts = (brand as [String: Any]).merging(values) { $1 }.compactMapValues { $0 as? String }
        let view = (brand as [String: Any]).merging(words.ofPages(texts)) { $1 }.merging(values) { $1 }
            .merging(["heading": words.filled(heading, texts)]) { $1 }
        let body = library.render(view, withTemplate: name) ?? ""
        return Page(
            status, library.render(view.merging(["body": body]) { $1 }, withTemplate: "page") ?? "",
            headers: headers)
    }
}
