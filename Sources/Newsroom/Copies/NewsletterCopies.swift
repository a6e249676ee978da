// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import SQLiteStore
import Sender
import Subscribers

/// Writes every reader's copy of one published mailing.
struct NewsletterCopies: PersonalMessage {
    private let frozen: FrozenMessage
    let values: MergeValues
    private let returnPath: ReturnPath
    /// A spliced value never starts a line with a dot, so only the templates are searched for one.
    let canStartLinesWithDots: Bool
    /// Whether each reader asked for their copy, as for a mail that asks for confirmation.
    let standsAlone: Bool
    /// The signers, one for each version; none when messages are not signed.
    private let signers: [DKIMSigner]

    /// The keys that sign copies, and the time that signatures give.
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
        values = MergeValues(messageKey: frozen.key, mailing: mailing, keys: keys)
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
        try write(delivery.version, for: delivery.reader, into: &message)
        let sender = try (path ?? returnPath).address(
            tag: values.token(for: delivery.subscriber, .report))
        return Envelope(sender: sender, recipient: delivery.recipient)
    }

    func message(for reader: Reader, version: Int = 1) throws -> [UInt8] {
        var message: [UInt8] = []
        try write(version, for: reader, into: &message)
        return message
    }

    private func write(_ version: Int, for reader: Reader, into message: inout [UInt8]) throws {
        let template = frozen[version].template
        template.splice(template.fields.map { values.value(of: $0, for: reader) }, into: &message)
        if !signers.isEmpty {
            try signers[signers.indices.contains(version - 1) ? version - 1 : 0].sign(&message)
        }
    }
}
