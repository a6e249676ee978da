// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// What the newsroom tells sending machines of one reader of a lent mailing: from then on it holds, whatever was lent.
public struct ReaderStop: Hashable, Sendable {
    /// Which mailing.
    public let mailing: MailingID
    /// Who.
    public let subscriber: SubscriberID
    /// Their delivery with what is known of them now; nil when they may not be mailed.
    public let delivery: LentDelivery?

    /// A reader who may not be mailed any more, or has changed.
    public init(mailing: MailingID, subscriber: SubscriberID, delivery: LentDelivery?) {
        self.mailing = mailing
        self.subscriber = subscriber
        self.delivery = delivery
    }
}
