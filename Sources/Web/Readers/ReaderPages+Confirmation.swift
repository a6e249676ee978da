// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Newsroom
import Subscribers

/// Pages for those who answer a mail that asks for confirmation.
extension ReaderPages {
    /// The button.
    func confirm(_ place: ReaderDesk.Place) -> Page {
        page(.ok, "confirm", "page_confirm", ["title": place.title])
    }

    /// - Parameter place: as it was before the link was used.
    func confirmed(_ place: ReaderDesk.Place) -> Page {
        page(
            .ok, "confirmed", "page_confirmed",
            ["title": place.title, "is_old": place.status == .active])
    }

    /// - Parameter list: where to ask again.
    func lapsed(_ list: MailingList?) -> Page {
        page(
            .notFound, "lapsed", "page_lapsed",
            list.map { ["list": $0.name, "title": $0.title] } ?? [:])
    }
}
