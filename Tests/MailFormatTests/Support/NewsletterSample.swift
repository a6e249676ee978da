// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// A newsletter with a slot at every kind of place.
enum NewsletterSample {
    static func draft(
        from name: String = "The Daily Caffeine", subject: MergeText = subject, text: MergeText = text,
        html: MergeText = html
    ) throws -> MessageDraft {
        MessageDraft(
            from: Mailbox(name: name, address: try EmailAddress("morning@caffeine.example")),
            subject: subject, date: MessageDate(unixSeconds: 1_795_518_000, offsetMinutes: -300),
            messageIDDomain: "caffeine.example",
            list: (title: "Morning Edition", id: "morning.caffeine.example"),
            unsubscribeURL: MergeText([
                .literal("https://caffeine.example/u/"), .slot(MergeSlot(.unsubscribeToken, in: .url)),
            ]),
            language: "en", text: text, html: html)
    }

    static let subject = MergeText([
        .literal("The harbour reopens, "), .slot(MergeSlot(.firstName, fallback: "reader", in: .text)),
    ])

    static let text = MergeText([
        .literal("Good morning, "), .slot(MergeSlot(.firstName, fallback: "reader", in: .text)),
        .literal(".\nThe harbour of Elmsworth reopens today.\n\nLeave: https://caffeine.example/u/"),
        .slot(MergeSlot(.unsubscribeToken, in: .url)),
    ])

    static let html = MergeText([
        .literal("<p title=\""), .slot(MergeSlot(.name, fallback: "a reader", in: .html)),
        .literal("\">Good morning, "), .slot(MergeSlot(.firstName, fallback: "reader", in: .html)),
        .literal(".</p>\n<p><a href=\"https://caffeine.example/b/"),
        .slot(MergeSlot(.browserToken, in: .verbatim)), .literal("\">Read in the browser</a></p>\n"),
    ])

    static let ann: [MergeField: String] = [
        .email: "ann@inbox.example", .firstName: "Ann", .name: "Ann Lee", .messageID: "k7Qp.42",
        .unsubscribeToken: "tok-1", .reportToken: "ref-1", .browserToken: "brw-1",
    ]
}

extension MessageTemplate {
    /// One reader's copy; a field without a value is empty.
    func copy(for values: [MergeField: String]) -> [UInt8] {
        var message: [UInt8] = []
        splice(fields.map { values[$0] ?? "" }, into: &message)
        return message
    }
}
