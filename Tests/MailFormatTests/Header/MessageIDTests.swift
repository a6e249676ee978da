// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@Suite("A Message-ID")
struct MessageIDTests {
    @Test("is the same each time for the same mailing and subscriber")
    func derived() {
        let subscriber = SubscriberID(rawValue: 42)
        let id = MessageID(mailingKey: "k7Qp", subscriber: subscriber, domain: "caffeine.example")
        #expect(id.description == "<k7Qp.42@caffeine.example>")
        #expect(id == MessageID(mailingKey: "k7Qp", subscriber: subscriber, domain: "caffeine.example"))
        #expect(id.left == MessageID.left(mailingKey: "k7Qp", subscriber: subscriber))
    }

    @Test("differs between mailings and between subscribers")
    func distinct() {
        let keys = ["a", "b", "a1", "a2"]
        let lefts = keys.flatMap { key in
            [1, 2, 11, 12, 21].map { MessageID.left(mailingKey: key, subscriber: SubscriberID(rawValue: $0)) }
        }
        #expect(Set(lefts).count == lefts.count)
    }

    @Test("is built of identifiers that read as their numbers")
    func identifiers() {
        #expect(MailingID(rawValue: 7).description == "7")
        #expect(SubscriberID(rawValue: .max).description == "9223372036854775807")
    }
}
