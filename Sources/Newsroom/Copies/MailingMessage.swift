// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import SQLiteStore
import Sender

/// Turns a composed edition into the message that is frozen with its mailing.
struct MailingMessage {
    let version: FrozenVersion

    /// - Parameters:
    ///   - publishedAt: seconds since 1970.
    ///   - zone: whose clock the Date header shows.
    ///   - isDatedByCopy: whether readers' clocks say when each copy goes out.
    ///   - isAutomatic: whether somebody's request made it, not an editor.
    init(
        composed: ComposedEdition, without: Set<String>, publication: Publication,
        configuration: Configuration, list: String, title: String, publishedAt: Int64, zone: NamedZone,
        isDatedByCopy: Bool = false, isAutomatic: Bool = false
    ) throws {
        let domain = publication.sender.address.domain
        let offset = zone.offset(at: publishedAt * 1000) / 60
        var draft = MessageDraft(
            from: publication.sender, replyTo: publication.replyTo, subject: composed.subject,
            date: MessageDate(unixSeconds: publishedAt, offsetMinutes: offset), messageIDDomain: domain,
            list: (title, "\(list).\(domain)"),
            unsubscribeURL: configuration.links.unsubscribe,
            isAutomatic: isAutomatic, language: publication.language, text: composed.text,
            html: composed.html)
        draft.isDatedByCopy = isDatedByCopy
        if configuration.returns != nil { draft.unsubscribeAddress = configuration.returnPath }
        draft.complaintAddress = configuration.complaintAddress(of: publication)
        draft.feedbackID =
            "\(draft.date.day):\(list):\(isAutomatic ? "confirmation" : "newsletter"):\(Self.sender(publication))"
        version = FrozenVersion(
            without: without, template: try draft.compiled(), edition: try Self.json(composed))
    }

    /// The name by which Gmail's Postmaster Tools know a publication: 5 to 15 characters.
    private static func sender(_ publication: Publication) -> String {
        let name = publication.id.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return name.count < 5 ? "daybreak\(name)" : String(name.prefix(15))
    }

    private static func json(_ composed: ComposedEdition) throws -> String {
        String(decoding: try JSONEncoder().encode(composed), as: UTF8.self)
    }
}
