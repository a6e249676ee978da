// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Mustache
import Newsroom
import Subscribers

/// The pages readers see, in the publication's name and colour.
struct ReaderPages: Sendable {
    private let library: MustacheLibrary
    private var brand: [String: String]

    init(
        _ brand: (name: String, language: String, direction: String, accent: (light: String, dark: String))
    ) throws {
        self.brand = Self.view(brand)
        library = try ReaderTemplates.library()
    }

    /// These pages in another brand.
    func branded(
        _ brand: (name: String, language: String, direction: String, accent: (light: String, dark: String))
    ) -> ReaderPages {
        var pages = self
        pages.brand = Self.view(brand)
        return pages
    }

    private static func view(
        _ brand: (name: String, language: String, direction: String, accent: (light: String, dark: String))
    ) -> [String: String] {
        [
            "name": brand.name, "language": brand.language, "direction": brand.direction,
            "accent": brand.accent.light, "accent_dark": brand.accent.dark,
        ]
    }

    func unsubscribe(_ place: ReaderDesk.Place) -> Page {
        page(.ok, "unsubscribe", "Unsubscribe from \(place.title)?", [:])
    }

    func unsubscribed(_ place: ReaderDesk.Place) -> Page {
        page(.ok, "unsubscribed", "You are unsubscribed", ["title": place.title])
    }

    func preferences(_ preferences: ReaderDesk.Preferences) -> Page {
        let lists: [[String: Any]] = preferences.subscriptions.map { subscription in
            [
                "list": subscription.list, "title": subscription.title,
                "is_active": subscription.status != .unsubscribed,
                "is_unconfirmed": subscription.status == .unconfirmed,
            ]
        }
        let sections = preferences.sections.map {
            ["name": $0.name, "is_wanted": $0.isWanted] as [String: Any]
        }
        return page(
            .ok, "preferences", "Your subscriptions",
            ["lists": lists, "has_sections": !sections.isEmpty, "sections": sections])
    }

    /// The page for a link of a copy to try. Mail programs that press it are told that all is well.
    var test: Page { page(.ok, "test", "This is the link of a test copy", [:]) }

    var unknown: Page { page(.notFound, "unknown", "This link does not work", [:]) }

    /// Sets a page.
    /// - Parameters:
    ///   - name: of the template.
    ///   - heading: what it says first, and what the browser calls it.
    func page(
        _ status: HTTPResponse.Status, _ name: String, _ heading: String, _ values: [String: Any],
        headers: HTTPFields = [:]
    ) -> Page {
        let view = (brand as [String: Any]).merging(values) { $1 }.merging(["heading": heading]) { $1 }
        let body = library.render(view, withTemplate: name) ?? ""
        return Page(
            status, library.render(view.merging(["body": body]) { $1 }, withTemplate: "page") ?? "",
            headers: headers)
    }
}
