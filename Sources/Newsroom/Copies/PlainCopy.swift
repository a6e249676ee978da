// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Subscribers

/// A message in plain text on its way to the newsroom's own people: no ledger knows of it.
struct PlainCopy: PersonalMessage {
    let canStartLinesWithDots = true
    let standsAlone = true
    private let message: [UInt8]
    private let path: EmailAddress

    /// - Parameter path: where a report of its failure goes, unless the relay has an address of its own.
    init(_ message: [UInt8], returningTo path: EmailAddress) {
        self.message = message
        self.path = path
    }

    func write(
        for delivery: LeasedDelivery, into message: inout [UInt8], returningTo other: ReturnPath?
    ) throws -> Envelope {
        message += self.message
        return Envelope(sender: other?.address ?? path, recipient: delivery.recipient)
    }

    func serves(_ delivery: LeasedDelivery) -> Bool { true }
}

extension Reader {
    /// Somebody who is no subscriber.
    static func nobody(at address: EmailAddress) -> Reader {
        Reader(
            id: CapabilityToken.test.subscriber, address: address, firstName: "", lastName: "", language: "",
            attributes: "{}")
    }
}
