// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("A newsroom by the same clock and chance")
struct SameChanceTests {
    /// People, a mailing with a canary, its first copies and a new key; then every row there is.
    private func newsroom(seed: UInt64) async throws -> [String] {
        let fixture = try TemporaryDatabase(seed: seed)
        try await fixture.hurry()
        try await fixture.create()
        for number in 1...40 { try await fixture.ask("reader\(number)@inbox.test") }
        let edition = try await fixture.schedule(
            terms: MailingTerms(canary: .init(share: 0.2, wait: .seconds(600))))
        let key = fixture.mailings.newMessageKey()
        _ = try await fixture.mailings.publish(edition, try fixture.frozen(key: key))
        let outbox = try await SQLiteOutbox(fixture)
        try await outbox.settle(try await outbox.lease(), .taken)
        _ = try await fixture.tokenKeys.rotate()
        return try await fixture.database.read { try DatabaseContent.of($0) }
    }

    @Test("comes to the same rows, and by another chance to others")
    func same() async throws {
        let first = try await newsroom(seed: 7)
        #expect(try await newsroom(seed: 7) == first)
        let other = try await newsroom(seed: 8)
        #expect(other.count == first.count)
        let differing = Set(zip(first, other).filter { $0 != $1 }.map { $0.0.prefix { $0 != " " } })
        #expect(differing.isSuperset(of: ["delivery", "mailing_message", "newsroom", "token_key", "worker"]))
    }

    @Test("samples any number as often as any other")
    func sample() throws {
        let fixture = try TemporaryDatabase()
        var counts = [Int](repeating: 0, count: 10)
        for _ in 0..<2000 {
            let chosen = fixture.random.sample(3, below: 10)
            #expect(chosen.count == 3)
            for number in chosen { counts[number] += 1 }
        }
        #expect(counts.allSatisfy { (500...700).contains($0) }, "\(counts)")
        #expect(fixture.random.sample(5, below: 5) == [0, 1, 2, 3, 4])
        #expect(fixture.random.sample(0, below: 5).isEmpty)
    }
}
