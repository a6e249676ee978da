// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Sender

@Suite("Refusals in a row")
struct MessageBrakeTests {
    private let first = MailingID(rawValue: 1)
    private let second = MailingID(rawValue: 2)

    private func refusal(_ delivery: Int64, of mailing: MailingID) -> JobResult {
        let failure = Failure(
            phase: .content, cause: .content, persistence: .permanent, scope: .message,
            reply: Reply(code: 554, lines: ["5.7.1 not this"]))
        return JobResult(
            settlement: Settlement(DeliveryID(rawValue: delivery), .failed(failure)), mailing: mailing,
            failure: failure, throttled: nil)
    }

    @Test("stop a mailing at the third, and after an operator has resumed it at the third again")
    func resumed() {
        var brake = MessageBrake()
        for round in 0..<2 {
            if brake.hasStopped { brake.begin([first]) }
            #expect(!brake.stops(first))
            let settled = (1...3).map { brake.note(refusal($0, of: first), from: 0).count }
            #expect(settled == [0, 0, 3] && brake.stops(first), "round \(round)")
            brake.begin([first])
            #expect(brake.note(refusal(4, of: first), from: 0).count == 1, "what was on the wire then")
            #expect(brake.release().keys.sorted { $0.rawValue < $1.rawValue } == [first])
        }
    }

    @Test("that are too few are settled when nothing more of their mailing comes, whatever the others do")
    func tooFew() {
        var brake = MessageBrake()
        let held = [brake.note(refusal(1, of: first), from: 0), brake.note(refusal(2, of: second), from: 0)]
        #expect(held.allSatisfy(\.isEmpty) && brake.isHolding)
        #expect(brake.settle(except: [first, second], areReaders: true).isEmpty)
        let settled = brake.settle(except: [second], areReaders: true)
        #expect(settled.map(\.delivery.rawValue) == [1])
        guard case .failed = settled.first?.disposition else {
            Issue.record("\(settled)")
            return
        }
        // When our account has reached its limit they say nothing of readers.
        let back = brake.settle(except: [], areReaders: false)
        guard case .postponed = back.first?.disposition, back.count == 1 else {
            Issue.record("\(back)")
            return
        }
        #expect(!brake.isHolding)
    }
}
