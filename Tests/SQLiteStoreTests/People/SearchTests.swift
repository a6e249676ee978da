// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("People are found")
struct SearchTests {
    @Test(
        "by parts of an address or a name, in any case, each word of several",
        arguments: [
            ("ann", ["ann@inbox.test", "joanna@mail.test"]), ("ANN@", ["ann@inbox.test"]),
            ("or ann", ["ann@inbox.test"]), ("mail.test", ["joanna@mail.test", "dmytro@mail.test"]),
            ("дмит", ["dmytro@mail.test"]), ("ДМИТРО", ["dmytro@mail.test"]),
            ("100%", ["percent@inbox.test"]),
            ("_", ["percent@inbox.test"]), ("nobody", []), ("  ", []), ("old@inbox", ["new@inbox.test"]),
        ])
    func found(text: String, addresses: [String]) async throws {
        let fixture = try TemporaryDatabase()
        let store = SubscriberStore(fixture.database)
        try await fixture.create()
        try await fixture.load(
            """
            email,first_name,last_name
            ann@inbox.test,Ann,Or
            joanna@mail.test,Jo,Anna
            dmytro@mail.test,Дмитро,Іванов
            percent@inbox.test,100%,a_b
            old@inbox.test,Mo,Ve

            """)
        let moved = try await fixture.id("old@inbox.test")
        try await store.change(moved, to: EmailAddress("new@inbox.test"), because: Evidence("test"))
        #expect(try await store.find(text, limit: 10).map(\.address.description) == addresses)
    }
}
