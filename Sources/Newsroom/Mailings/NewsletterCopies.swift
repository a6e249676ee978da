import Composer
import Foundation
import MailFormat
import SQLiteStore
import Sender
import Subscribers

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
