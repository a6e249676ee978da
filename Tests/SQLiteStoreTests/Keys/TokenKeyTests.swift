// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("The keys of links")
struct TokenKeyTests {
    private static let token = CapabilityToken(
        mailing: MailingID(rawValue: 1), subscriber: SubscriberID(rawValue: 2))
    private let fixture: TemporaryDatabase

    init() throws { fixture = try TemporaryDatabase() }

    @Test("the first is made once and kept")
    func keys() async throws {
        let text = try await fixture.tokenKeys.keys().text(Self.token, for: .browser)
        let again = TokenKeyStore(try NewsroomDatabase(opening: fixture.database.path))
        #expect(try await again.keys().token(text, for: .browser) == Self.token)
    }

    @Test("a new key signs at once, an old one is believed until it is retired")
    func rotates() async throws {
        let store = fixture.tokenKeys
        let old = try await store.keys().text(Self.token, for: .unsubscribe)
        #expect(try await store.rotate() == 2)
        #expect(try await store.keys().numbers == [2, 1])
        let new = try await store.keys().text(Self.token, for: .unsubscribe)
        #expect(try await store.keys().token(old, for: .unsubscribe) == Self.token)
        await #expect(throws: StoreError.signingKey(2)) { try await store.retire(2) }
        #expect(try await store.retire(1))
        #expect(try await !store.retire(1))
        #expect(try await store.keys().token(old, for: .unsubscribe) == nil)
        #expect(try await store.keys().token(new, for: .unsubscribe) == Self.token)
    }

    @Test("the latest key signs also when many come within a millisecond, and there are 256 at most")
    func many() async throws {
        try await fixture.hurry()
        for number in 2...255 { #expect(try await fixture.tokenKeys.rotate() == number) }
        #expect(try await fixture.tokenKeys.rotate() == 0)
        #expect(try await fixture.tokenKeys.keys().numbers.prefix(3) == [0, 255, 254])
        await #expect(throws: StoreError.self) { try await fixture.tokenKeys.rotate() }
        #expect(try await fixture.tokenKeys.retire(7))
        #expect(try await fixture.tokenKeys.rotate() == 7)
        #expect(try await fixture.tokenKeys.keys().numbers.first == 7)
    }
}
