import Composer
import Foundation
import MailFormat
import SQLiteStore
import Sender
import Subscribers

/// What readers' copies are filled with.
struct ReaderValues: Sendable {
    let id: SubscriberID
    let address: String
    let firstName: String
    let lastName: String
    let language: String
    /// See `AttributeJSON`; read only when a copy asks for one of its members.
    let attributes: String

    init(subscriber: Subscriber) {
        id = subscriber.id
        address = subscriber.address.description
        firstName = subscriber.firstName
        lastName = subscriber.lastName
        language = subscriber.language
        attributes = subscriber.attributes
    }

    init(_ delivery: LeasedDelivery) {
        self.init(delivery.subscriber, at: delivery.recipient, delivery.reader)
    }

    init(_ id: SubscriberID, at address: EmailAddress, _ reader: Reader) {
        self.id = id
        self.address = address.description
        firstName = reader.firstName
        lastName = reader.lastName
        language = reader.language
        attributes = reader.attributes
    }
}

/// Writes every reader's copy of one published mailing.
struct NewsletterCopies: PersonalMessage {
    private let frozen: FrozenMessage
    private let mailing: MailingID
    private let keys: TokenKeys
    private let returnPath: ReturnPath
    /// No line that a splice writes starts with a dot; what it is spliced into could.
    let canStartLinesWithDots: Bool
    /// Whether each reader asked for theirs: a mail that asks for confirmation.
    let standsAlone: Bool
    /// One for each version; none when messages are not signed.
    private let signers: [DKIMSigner]

    /// What signs copies, and when they say it was.
    struct Signature {
        let identities: [DKIMSigner.Identity]
        let body: DKIMSigner.BodyCanonicalization
        /// Seconds since 1970.
        let time: Int64
    }

    init(
        frozen: FrozenMessage, mailing: MailingID, keys: TokenKeys, returnPath: EmailAddress,
        signature: Signature? = nil, standsAlone: Bool = false
    ) {
        self.frozen = frozen
        self.mailing = mailing
        self.keys = keys
        self.returnPath = ReturnPath(returnPath)
        self.standsAlone = standsAlone
        canStartLinesWithDots = frozen.versions.contains { DotStuffing.isNeeded(for: $0.template.content) }
        signers =
            signature.map { signature in
                frozen.versions.map {
                    DKIMSigner(
                        signature.identities, body: signature.body, time: signature.time,
                        template: $0.template)
                }
            } ?? []
    }

    func serves(_ delivery: LeasedDelivery) -> Bool { delivery.version <= frozen.versions.count }

    func write(
        for delivery: LeasedDelivery, into message: inout [UInt8], returningTo path: ReturnPath?
    ) throws -> Envelope {
        try write(delivery.version, for: ReaderValues(delivery), into: &message)
        let sender = try (path ?? returnPath).address(
            tag: keys.text(
                CapabilityToken(mailing: mailing, subscriber: delivery.subscriber), for: .returnPath))
        return Envelope(sender: sender, recipient: delivery.recipient)
    }

    func message(for reader: ReaderValues, version: Int = 1) throws -> [UInt8] {
        var message: [UInt8] = []
        try write(version, for: reader, into: &message)
        return message
    }

    private func write(_ version: Int, for reader: ReaderValues, into message: inout [UInt8]) throws {
        let template = frozen[version].template
        template.splice(template.fields.map { value(of: $0, for: reader) }, into: &message)
        if !signers.isEmpty {
            try signers[signers.indices.contains(version - 1) ? version - 1 : 0].sign(&message)
        }
    }

    /// A field's value for a reader; empty when they have none.
    func value(of field: MergeField, for reader: ReaderValues) -> String {
        switch field {
        case .email: reader.address
        case .firstName: reader.firstName
        case .lastName: reader.lastName
        case .name: [reader.firstName, reader.lastName].filter { !$0.isEmpty }.joined(separator: " ")
        case .language: reader.language
        case .messageID: MessageID.left(mailingKey: frozen.key, subscriber: reader.id)
        case .unsubscribeToken: token(for: reader, .unsubscribe)
        case .browserToken: token(for: reader, .browser)
        case .preferencesToken: token(for: reader, .preferences)
        case .confirmToken: token(for: reader, .confirm)
        default: attribute(field, of: reader)
        }
    }

    private func token(for reader: ReaderValues, _ purpose: CapabilityToken.Purpose) -> String {
        keys.text(CapabilityToken(mailing: mailing, subscriber: reader.id), for: purpose)
    }

    private func attribute(_ field: MergeField, of reader: ReaderValues) -> String {
        guard reader.attributes != "{}", field.rawValue.hasPrefix("reader."),
            let members = AttributeJSON.members(reader.attributes)
        else { return "" }
        let name = field.rawValue.dropFirst("reader.".count)
        return members.first { $0.name == name }?.value.text ?? ""
    }
}

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
            unsubscribeURL: ReaderLinks(baseURL: configuration.baseURL).unsubscribe,
            isAutomatic: isAutomatic, language: publication.language, text: composed.text,
            html: composed.html)
        version = FrozenVersion(
            without: without, template: try draft.compiled(), edition: try Self.json(composed))
    }

    private static func json(_ composed: ComposedEdition) throws -> String {
        String(decoding: try JSONEncoder().encode(composed), as: UTF8.self)
    }
}
