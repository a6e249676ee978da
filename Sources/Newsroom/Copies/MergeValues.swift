// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Subscribers

/// What stands in the merge fields of one mailing's copies: the mailing's own part of it, to which each reader brings theirs.
struct MergeValues: Sendable {
    /// What the mailing's Message-IDs begin with.
    let messageKey: String
    let mailing: MailingID
    let keys: TokenKeys

    /// A field's value for a reader; empty when they have none.
    func value(of field: MergeField, for reader: Reader) -> String {
        switch field {
        case .email: reader.address.description
        case .firstName: reader.firstName
        case .lastName: reader.lastName
        case .name: [reader.firstName, reader.lastName].filter { !$0.isEmpty }.joined(separator: " ")
        case .language: reader.language
        case .messageID: MessageID.left(mailingKey: messageKey, subscriber: reader.id)
        // In UTC, which no zone file changes, so that a repeat is the same.
        case .date: MessageDate(unixSeconds: (reader.waveAt ?? 0) / 1000).description
        case .unsubscribeToken: token(for: reader.id, .unsubscribe)
        case .browserToken: token(for: reader.id, .browser)
        case .preferencesToken: token(for: reader.id, .preferences)
        case .confirmToken: token(for: reader.id, .confirm)
        case .reportToken: token(for: reader.id, .report)
        case .addressToken: token(for: reader.id, .address)
        default: attribute(field, of: reader)
        }
    }

    /// What a reader's link, or the address that failure reports of their copy go to, says in one's place.
    func token(for reader: SubscriberID, _ purpose: CapabilityToken.Purpose) -> String {
        keys.text(CapabilityToken(mailing: mailing, subscriber: reader), for: purpose)
    }

    private func attribute(_ field: MergeField, of reader: Reader) -> String {
        guard reader.attributes != "{}", field.rawValue.hasPrefix("reader."),
            let members = AttributeJSON.members(reader.attributes)
        else { return "" }
        let name = field.rawValue.dropFirst("reader.".count)
        return members.first { $0.name == name }?.value.text ?? ""
    }
}
