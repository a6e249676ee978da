import MailFormat
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
