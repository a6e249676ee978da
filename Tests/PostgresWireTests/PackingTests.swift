// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SeededRandom
import Sender
import Testing

@testable import PostgresWire

@Suite("What stands packed in PostgreSQL")
struct PackingTests {
    private static let deliveries = [
        LentDelivery(
            id: 7,
            reader: Reader(
                id: SubscriberID(rawValue: 3),
                address: EmailAddress(trustedLocalPart: "зоя", domain: "inbox.test"), firstName: "Zoë",
                lastName: "", language: "uk", attributes: #"{"city":"Kyiv"}"#, waveAt: 1_764_000_000_000),
            generation: 2, version: 3, attempts: 4, doubts: 1, recipe: RecipeID(worker: 1 << 50, number: 9),
            knownStop: 12),
        WireFixture.delivery(2, to: .max), WireFixture.delivery(.max, to: 1),
        WireFixture.delivery(-5, to: 1).erased,
    ]

    @Test("deliveries come back as they were")
    func deliveries() throws {
        #expect(try LentDelivery.unpacked(LentDelivery.packed(Self.deliveries)) == Self.deliveries)
        #expect(try LentDelivery.unpacked([]).isEmpty)
        #expect(Self.deliveries.map(\.isErased) == [false, false, false, true])
    }

    private static let failure = Failure(
        phase: .recipient, cause: .unknownUser, persistence: .permanent, scope: .recipient,
        reply: Reply(code: 550, lines: ["5.1.1 nobody", "of that name"]), detail: "")
    private static let results = [
        LentResult.Outcome.attempt(
            .accepted(Reply(code: 250, lines: ["2.0.0 Ok: queued as 4bXyz"])),
            RelayWork(
                relay: "main", mailing: MailingID(rawValue: 5), busy: .microseconds(4321),
                provider: "inbox.test")),
        .attempt(
            .failed(failure),
            RelayWork(relay: "main", mailing: MailingID(rawValue: 5), busy: .zero, cause: .unknownUser)),
        .attempt(.deferred(failure, after: .seconds(300)), nil),
        .attempt(.uncertain("lost", resendAfter: nil), nil),
        .attempt(.uncertain("lost", resendAfter: .seconds(5)), nil), .attempt(.returned, nil),
        .attempt(.postponed(nil, after: .zero), nil), .attempt(.postponed(failure, after: .seconds(60)), nil),
        .suppressed, .expired,
    ].enumerated().map { number, outcome in
        LentResult(
            delivery: DeliveryID(rawValue: Int64(number * number)), version: number + 1,
            generation: Int64(number),
            outcome: outcome)
    }

    @Test("results come back as they were")
    func results() throws {
        let packed = LentResult.packed(Self.results)
        #expect(try LentResult.unpacked(packed, of: MailingID(rawValue: 5)) == Self.results)
        #expect(packed.count < 64 * Self.results.count)
    }

    @Test("bytes that nobody packed are an error, and never more")
    func damaged() {
        var random = SeededGenerator(seed: 22)
        let sound = LentResult.packed(Self.results) + LentDelivery.packed(Self.deliveries)
        for _ in 0..<4_000 {
            var bytes = Array(sound.prefix(Int.random(in: 0...sound.count, using: &random)))
            for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            for read: () throws -> Int in [
                { try LentDelivery.unpacked(bytes).count },
                { try LentResult.unpacked(bytes, of: MailingID(rawValue: 1)).count },
            ] {
                do { _ = try read() } catch {
                    #expect((error as? PostgresFault)?.kind == .unreadable)
                }
            }
        }
    }

    @Test("marks are kept by place")
    func marks() {
        var marks = Marks(count: 20)
        for index in [0, 7, 8, 19] { marks[index] = true }
        marks[8] = false
        #expect((0..<20).filter { marks[$0] } == [0, 7, 19])
        #expect(!Marks([])[5], "none where none were kept")
    }
}
