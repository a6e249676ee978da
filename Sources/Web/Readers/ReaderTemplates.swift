// SPDX-License-Identifier: Apache-2.0
import Composer
import Mustache

/// The templates of readers' pages: the files in `Templates/Readers`, which the build makes part of the program.
enum ReaderTemplates {
    /// The templates of the pages' contents, by name.
    private static var parts: [String: [UInt8]] {
        [
            "address": PackageResources.address_html_mustache,
            "confirm": PackageResources.confirm_html_mustache,
            "confirmed": PackageResources.confirmed_html_mustache,
            "lapsed": PackageResources.lapsed_html_mustache,
            "no-list": PackageResources.no_list_html_mustache,
            "notice": PackageResources.notice_html_mustache,
            "preferences": PackageResources.preferences_html_mustache,
            "sign-up": PackageResources.sign_up_html_mustache,
            "signed-up": PackageResources.signed_up_html_mustache,
            "test": PackageResources.test_html_mustache,
            "undone": PackageResources.undone_html_mustache,
            "unknown": PackageResources.unknown_html_mustache,
            "unsubscribe": PackageResources.unsubscribe_html_mustache,
            "unsubscribed": PackageResources.unsubscribed_html_mustache,
        ]
    }

    /// The library of all templates; `page` is the frame around the others.
    static func library() throws -> MustacheLibrary {
        // A file ends with a line end that is no part of the text.
        var texts = parts.mapValues { String(decoding: $0.dropLast(), as: UTF8.self) }
        texts["page"] = String(decoding: PackageResources.page_html_mustache, as: UTF8.self)
        return MustacheLibrary(templates: try texts.mapValues(HTMLTemplate.parse))
    }
}
