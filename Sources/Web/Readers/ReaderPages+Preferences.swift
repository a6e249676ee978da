// SPDX-License-Identifier: Apache-2.0
import Composer
import Hummingbird
import MailFormat
import Newsroom
import Subscribers

/// What a reader typed on the page of their preferences, and what is wrong with it.
struct TypedPreferences {
    /// What was typed, and what is said about it, by the names that the template knows.
    private(set) var values: [String: String] = [:]

    /// A name that cannot be taken.
    init(first: String, last: String, in words: Words) {
        values = ["first_name": first, "last_name": last]
        values["first_name_fault"] = words.fault(ofName: first, tooLong: "fault_name_long")
        values["last_name_fault"] = words.fault(ofName: last, tooLong: "fault_last_name_long")
    }

    /// An address that cannot be taken.
    init(address: String, in words: Words) {
        let fault = words.fault(ofAddress: address) ?? words["fault_address_same"]
        values = ["address": address, "address_fault": fault]
    }
}

/// The page where readers change what they get, and their name.
extension ReaderPages {
    /// - Parameters:
    ///   - typed: what cannot be taken.
    ///   - isSaved: whether something was just changed that the page does not show by itself.
    func preferences(
        _ preferences: ReaderDesk.Preferences, again typed: TypedPreferences? = nil, isSaved: Bool = false
    ) -> Page {
        let lists: [[String: Any]] = preferences.subscriptions.map { subscription in
            [
                "list": subscription.list, "title": subscription.title,
                "leave": words.filled("page_leave", ["title": subscription.title]),
                "is_active": subscription.status != .unsubscribed,
                "is_unconfirmed": subscription.status == .unconfirmed,
            ]
        }
        let sections = preferences.sections.map {
            [
                "section": $0.name, "is_wanted": $0.isWanted,
                "without": words.filled("page_without_name", ["name": $0.name]),
                "with": words.filled("page_with_name", ["name": $0.name]),
            ] as [String: Any]
        }
        let values: [String: Any] = [
            "lists": lists, "has_sections": !sections.isEmpty, "sections": sections, "is_saved": isSaved,
            "is_known": preferences.reader != nil, "first_name": preferences.reader?.firstName ?? "",
            "last_name": preferences.reader?.lastName ?? "", "longest_name": "\(TypedName.longest)",
            "can_move": preferences.canMove, "former": preferences.address,
        ]
        return page(
            typed == nil ? .ok : .unprocessableContent, "preferences", "page_preferences",
            values.merging(typed?.values ?? [:]) { $1 })
    }
}
