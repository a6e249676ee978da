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

    @Test("a new key signs at once, an old one is believed until it is retired")
    func rotates() async throws {
        let store = fixture.subscribers
        let old = try await store.tokenKeys().text(Self.token, for: .unsubscribe)
        #expect(try await store.rotateKey() == 2)
        #expect(try await store.tokenKeys().numbers == [2, 1])
        let new = try await store.tokenKeys().text(Self.token, for: .unsubscribe)
        #expect(try await store.tokenKeys().token(old, for: .unsubscribe) == Self.token)
        await #expect(throws: StoreError.signingKey(2)) { try await store.retireKey(2) }
        #expect(try await store.retireKey(1))
        #expect(try await !store.retireKey(1))
        #expect(try await store.tokenKeys().token(old, for: .unsubscribe) == nil)
        #expect(try await store.tokenKeys().token(new, for: .unsubscribe) == Self.token)
    }

    @Test("the latest key signs also when many come within a millisecond, and there are 256 at most")
    func many() async throws {
        try await fixture.hurry()
        for number in 2...255 { #expect(try await fixture.subscribers.rotateKey() == number) }
        #expect(try await fixture.subscribers.rotateKey() == 0)
        #expect(try await fixture.subscribers.tokenKeys().numbers.prefix(3) == [0, 255, 254])
        await #expect(throws: StoreError.self) { try await fixture.subscribers.rotateKey() }
        #expect(try await fixture.subscribers.retireKey(7))
        #expect(try await fixture.subscribers.rotateKey() == 7)
        #expect(try await fixture.subscribers.tokenKeys().numbers.first == 7)
    }
}
