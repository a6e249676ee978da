// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import NewsroomSupport
import Subscribers
import Testing

@testable import Newsroom

@Suite("What an operator sets of a person")
struct PersonFieldTests {
    @Test("is a name, a language, a zone or an attribute, and a mistyped one is asked for")
    func fields() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let people = place.newsroom.people
        let reader = try await place.reader(1)
        _ = try await people.set(
            ["first_name=Олена", "zone=Europe/Kyiv", "language=uk", "city=Kyiv"], of: reader)
        let person = try await people.subscriber(EmailAddress("reader1@inbox.test"))
        #expect(person.firstName == "Олена" && person.timeZone == "Europe/Kyiv" && person.language == "uk")
        await #expect(throws: PeopleFault.newAttribute("cty", nearest: "city")) {
            _ = try await people.set(["first_name=X", "cty=Lviv"], of: reader, mayMake: false)
        }
        await #expect(throws: PeopleFault.newAttribute("frist_name", nearest: "first_name")) {
            _ = try await people.set(["frist_name=X"], of: reader, mayMake: false)
        }
        await #expect(throws: PeopleFault.self) {
            _ = try await people.set(["zone=Mars/Olympus"], of: reader)
        }
        #expect(try await people.subscriber(EmailAddress("reader1@inbox.test")).firstName == "Олена")
        _ = try await people.set(["first_name="], of: reader)
        #expect(try await people.subscriber(EmailAddress("reader1@inbox.test")).firstName.isEmpty)
    }
}
