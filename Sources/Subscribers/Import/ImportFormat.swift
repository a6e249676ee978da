// SPDX-License-Identifier: Apache-2.0

/// A service whose export is recognised by its columns. Where those are documented is said beside the fixtures in
/// `Tests/SubscribersTests/Fixtures/Exports`.
public struct ImportFormat: Hashable, Sendable {
    /// What reports call it.
    public let name: String
    /// What its columns mean where that is not their usual meaning; by normalised name.
    let meanings: [String: ImportColumns.Meaning]
    /// The status of everyone in the file, where it is one file for each status.
    let status: ImportStatus?
    /// Whether it is an address book, full of things that no list needs: then only columns with a known meaning are taken.
    let isAddressBook: Bool

    private init(
        _ name: String, _ meanings: [String: ImportColumns.Meaning], status: ImportStatus? = nil,
        isAddressBook: Bool = false
    ) {
        self.isAddressBook = isAddressBook
        self.name = name
        self.meanings = meanings
        self.status = status
    }

    /// The service that names its columns so.
    /// - Parameter columns: normalised names.
    static func of(_ columns: [String]) -> ImportFormat {
        let columns = Set(columns)
        func has(_ names: String...) -> Bool { columns.isSuperset(of: names) }
        if has("leid", "euid") { return mailchimp(columns) }
        if has("active_subscription", "email_disabled") { return substack }
        if has("subscription_source_free") { return substackDashboard }
        if has("subscribed_to_emails", "complimentary_plan") { return ghost }
        if has("secondary_id"), has("subscriber_type") || has("type") { return buttondown }
        if has("status", "tier", "created_at") { return beehiiv }
        if has("uuid", "attributes", "status") { return listmonk }
        if has("e_mail_1_value") { return googleContacts(columns) }
        if has("e_mail_address"), has("e_mail_2_address") || has("e_mail_display_name") {
            return outlookContacts
        }
        return plain(columns)
    }

    /// A file of no service that is known. A column `attributes` is JSON, as in listmonk's exports, which have no other sign of
    /// their own.
    private static func plain(_ columns: Set<String>) -> ImportFormat {
        ImportFormat("CSV", columns.contains("attributes") ? ["attributes": .attributes] : [:])
    }

    /// Mailchimp writes one file for each status. Older exports have all in one, and then each row says when its person left.
    private static func mailchimp(_ columns: Set<String>) -> ImportFormat {
        var meanings: [String: ImportColumns.Meaning] = [
            "optin_time": .joined, "optin_ip": .internetAddress, "confirm_time": .confirmed,
            "timezone": .timeZone,
            "unsub_time": .left, "clean_time": .bounced,
        ]
        for name in [
            "confirm_ip", "member_rating", "latitude", "longitude", "gmtoff", "dstoff", "last_changed",
            "leid", "euid",
            "email_type", "unsub_campaign_title", "unsub_campaign_id", "clean_campaign_title",
            "clean_campaign_id",
        ] { meanings[name] = .nothing }
        let isWhole = columns.contains("last_changed")
        let status: ImportStatus? =
            isWhole
            ? nil
            : columns.contains("unsub_time") ? .unsubscribed : columns.contains("clean_time") ? .bounced : nil
        return ImportFormat("Mailchimp", meanings, status: status)
    }

    /// `active_subscription` says who pays, not who reads.
    private static let substack = ImportFormat(
        "Substack",
        [
            "created_at": .joined, "email_disabled": .optedOut,
            "active_subscription": .attribute("paying", .boolean),
            "prefer_digests": .nothing,
        ])

    private static let substackDashboard = ImportFormat(
        "Substack",
        ["start_date": .joined, "subscription_date": .joined, "sections": .attribute("sections", .list)])

    private static let ghost = ImportFormat(
        "Ghost",
        [
            "subscribed_to_emails": .status, "created_at": .joined, "labels": .attribute("labels", .list),
            "complimentary_plan": .attribute("complimentary_plan", .boolean),
            "tiers": .attribute("tiers", .list),
            "products": .attribute("tiers", .list), "id": .nothing, "stripe_customer_id": .nothing,
            "deleted_at": .nothing, "error": .nothing,
        ])

    private static let buttondown = ImportFormat(
        "Buttondown",
        [
            "subscriber_type": .status, "type": .status, "subscription_date": .joined,
            "ip_address": .internetAddress,
            "unsubscription_date": .left, "metadata": .attributes, "id": .nothing, "secondary_id": .nothing,
            "creation_date": .nothing, "undeliverability_date": .bounced, "last_open_date": .nothing,
            "last_click_date": .nothing, "churn_date": .nothing, "upgrade_date": .nothing,
        ])

    /// Whoever left and came back is `active` with a time of leaving; they are taken as gone, and can ask again.
    private static let beehiiv = ImportFormat(
        "Beehiiv",
        [
            "created_at": .joined, "unsubscribed_at": .left, "stripe_customer_id": .nothing,
            "open_rate": .nothing,
            "click_rate": .nothing, "total_clicked": .nothing, "last_opened_at": .nothing,
        ])

    /// `disabled` and `blocklisted` are its users' decisions; who left a list is not in the file at all.
    private static let listmonk = ImportFormat(
        "listmonk",
        ["created_at": .joined, "attributes": .attributes, "uuid": .nothing, "updated_at": .nothing])

    /// Older exports have a whole name beside its parts, and call the parts otherwise.
    private static func googleContacts(_ columns: Set<String>) -> ImportFormat {
        var meanings: [String: ImportColumns.Meaning] = [
            "e_mail_1_value": .address, "first_name": .firstName, "given_name": .firstName,
            "last_name": .lastName, "family_name": .lastName,
        ]
        if columns.isDisjoint(with: ["first_name", "given_name"]) { meanings["name"] = .name }
        for number in 2...9 { meanings["e_mail_\(number)_value"] = .furtherAddress(number) }
        return ImportFormat("Google contacts", meanings, isAddressBook: true)
    }

    private static let outlookContacts = ImportFormat(
        "Outlook contacts",
        [
            "e_mail_address": .address, "e_mail_2_address": .furtherAddress(2),
            "e_mail_3_address": .furtherAddress(3), "first_name": .firstName, "last_name": .lastName,
        ], isAddressBook: true)
}
