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
    ///   - isAutomatic: whether somebody's request made it, not an editor.
    init(
        composed: ComposedEdition, without: Set<String>, publication: Publication,
        configuration: Configuration, list: String, title: String, publishedAt: Int64, zone: NamedZone,
        isAutomatic: Bool = false
    ) throws {
        let domain = publication.sender.address.domain
        let offset = zone.offset(at: publishedAt * 1000) / 60
        let draft = MessageDraft(
            from: publication.sender, replyTo: publication.replyTo, subject: composed.subject,
            date: MessageDate(unixSeconds: publishedAt, offsetMinutes: offset), messageIDDomain: domain,
            list: (title, "\(list).\(domain)"),
            unsubscribeURL: configuration.links.unsubscribe,
            isAutomatic: isAutomatic, language: publication.language, text: composed.text,
            html: composed.html)
        version = FrozenVersion(
            without: without, template: try draft.compiled(), edition: try Self.json(composed))
    }

    private static func json(_ composed: ComposedEdition) throws -> String {
        String(decoding: try JSONEncoder().encode(composed), as: UTF8.self)
    }
}
