// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import MailFormat
import NewsroomSupport
import SQLiteStore
import Sender
import Subscribers
import Testing

@testable import Newsroom
@testable import Web

@Suite("Name and address on the page of preferences")
struct AddressChangeWebTests {
    private let place: TemporaryNewsroom
    private let reader: SubscriberID
    private let uri: String

    init() async throws {
        place = try await TemporaryNewsroom(readers: 2)
        let mailing = try await place.publish()
        reader = try await place.reader(1)
        uri = "/preferences/\(try await place.token(.preferences, mailing, of: reader))"
    }

    private func post(_ body: String) async throws -> Answer {
        try await place.browse(uri, .post, body: body)
    }

    private func person() async throws -> Subscriber {
        try #require(try await place.newsroom.context.subscribers.subscriber(reader))
    }

    /// The link in the last letter that somebody got about a change.
    private func link(of person: SubscriberID) async throws -> String {
        let letters = try await place.newsroom.context.subscribers.receipts(of: person).map(\.mailing)
        return "/address/\(try await place.token(.address, #require(letters.last), of: person))"
    }

    @Test("a reader's name is changed at once, and what is no name is said beside its field")
    func name() async throws {
        let saved = try await post("first_name=Zoë&last_name=O%27Hara")
        #expect(saved.status == .ok && saved.page.contains("Saved."))
        #expect(try await [person().firstName, person().lastName] == ["Zoë", "O'Hara"])
        let refused = try await post("first_name=Zoë&last_name=www.evil.example")
        #expect(refused.status == .unprocessableContent)
        #expect(
            refused.page.contains("value=\"www.evil.example\"")
                && refused.page.contains("aria-describedby=\"last-name-fault\""))
        #expect(try await person().lastName == "O'Hara")
        #expect(try await post("first_name=&last_name=").status == .ok)
        #expect(try await person().firstName == "")
    }

    @Test("an address is changed when both mailboxes have answered; each page says what the next step is")
    func address() async throws {
        let old = try await person().address.description
        let page = try await place.browse(uri).page
        #expect(!page.contains(old) && page.contains("\(old.prefix(1))…@"), "a copy may be forwarded")
        let asked = try await post("new_address=New%40inbox.test")
        #expect(asked.status == .ok && asked.page.contains("Look into both mailboxes"))
        #expect(asked.page.contains("New@inbox.test") && !asked.page.contains(old))
        let new = try await place.newsroom.people.subscriber(EmailAddress("new@inbox.test")).id
        let question = try await place.browse(link(of: reader)).page
        #expect(question.contains("Change your address?") && question.contains("New@inbox.test"))
        #expect(try await place.browse(link(of: reader)).page == question, "a look changes nothing")
        let half = try await place.browse(link(of: reader), .post, body: "").page
        #expect(half.contains("Now the other mailbox") && half.contains("New@inbox.test"))
        #expect(try await !place.browse(link(of: new)).page.contains(old))
        let newLink = try await link(of: new)
        let done = try await place.browse(newLink, .post, body: "").page
        #expect(done.contains("Your address is changed"))
        #expect(try await person().address.description == "New@inbox.test")
        #expect(try await place.browse(newLink).status == .notFound)
        #expect(try await place.browse(uri).page.contains("N…@inbox.test"))
        let event = try #require(
            try await place.newsroom.context.subscribers.story(of: reader).last { $0.kind == .address })
        #expect(event.source == "address page")
    }

    @Test(
        "what is no address, or the one they have, is said beside the field",
        arguments: ["", "x", "a b@c.test"])
    func fault(typed: String) async throws {
        let answer = try await post(
            "new_address=\(typed.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")")
        #expect(answer.status == .unprocessableContent && answer.page.contains("id=\"address-fault\""))
        let same = try await post("new_address=\(person().address)")
        #expect(same.status == .unprocessableContent && same.page.contains("goes to this address already"))
    }

    @Test("whether the new address is known is not told, and too many wishes are refused")
    func silent() async throws {
        let known = try await place.newsroom.context.subscribers.subscriber(place.reader(2))?.address
        let other = try #require(known).description
        let one = try await post("new_address=\(other)").page.replacing(other, with: "ADDRESS")
        let two = try await post("new_address=stranger%40inbox.test").page
            .replacing("stranger@inbox.test", with: "ADDRESS")
        #expect(one == two)
        #expect(try await post("new_address=third%40inbox.test").status == .ok)
        let refused = try await post("new_address=fourth%40inbox.test")
        #expect(refused.status == .tooManyRequests && refused.page.contains("Nothing was changed"))
    }

    @Test("who gets no mail any more is offered no other address, and a foreign token nothing")
    func gone() async throws {
        _ = try await post("leave=morning")
        let page = try await place.browse(uri).page
        #expect(!page.contains("new_address") && page.contains("last_name"))
        for text in ["x", String(repeating: "a", count: 3000), "..%2f..%2fetc"] {
            #expect(try await place.browse("/address/\(text)").status == .notFound)
            #expect(try await place.browse("/address/\(text)", .post, body: "a=b").status == .notFound)
        }
    }
}
