// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Sender

@Suite("A few messages carried at once")
struct DirectDeliveryTests {
    private static func parcels(_ count: Int) throws -> [DirectDelivery.Parcel] {
        try (1...count).map { number in
            let reader = Reader(
                id: SubscriberID(rawValue: Int64(number)), address: try EmailAddress("reader@inbox.test"))
            return DirectDelivery.Parcel(to: reader, PlainMessage())
        }
    }

    @Test("what a relay says of itself sends the rest over the next, each once and in its place")
    func failsOver() async throws {
        let closed = ScriptedRelay(
            "closed", offers: RelayExtensions(),
            rule: { line, _ in
                line.hasPrefix("RCPT") ? "550 5.7.1 relaying denied" : ScriptedRelay.welcoming(line, 0)
            })
        let tired = ScriptedRelay(
            "tired", offers: RelayExtensions(),
            rule: { line, _ in
                line == "RCPT TO:<reader2@inbox.test>"
                    ? "550 5.7.1 relaying denied" : ScriptedRelay.welcoming(line, 0)
            })
        let spare = ScriptedRelay(
            "spare", offers: RelayExtensions(),
            rule: { line, _ in
                line == "RCPT TO:<reader3@inbox.test>"
                    ? "550 5.1.1 no such user" : ScriptedRelay.welcoming(line, 0)
            })
        let relays = [closed, tired, spare].map { RelayLimits($0) }
        let outcomes = try await DirectDelivery(over: relays, clock: .system).deliver(Self.parcels(4))
        let accepted = outcomes.map { outcome in if case .accepted = outcome { true } else { false } }
        #expect(accepted == [true, true, false, true])
        #expect(tired.accepted == ["reader1@inbox.test"])
        #expect(spare.accepted == ["reader2@inbox.test", "reader4@inbox.test"])
    }
}
