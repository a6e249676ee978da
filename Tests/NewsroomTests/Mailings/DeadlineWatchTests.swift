// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Testing

@testable import Newsroom
@testable import SQLiteStore

@Suite("Deadlines")
struct DeadlineWatchTests {
    /// A mailing to 10,000, published at 0, due 600 seconds later.
    private func mailing(canary: MailingTerms.Canary? = nil) -> Mailing {
        Mailing(
            id: MailingID(rawValue: 3), edition: nil, list: "morning", state: .sending, publishAt: 0,
            zone: "UTC", publishedAt: 0, finishedAt: nil, audience: 10_000, reason: nil, heldAt: nil,
            override: nil,
            segment: nil, lifetime: nil, deadline: .seconds(600), canary: canary, canarySize: nil)
    }

    @Test("an alarm is raised once when a mailing slips, and taken back once it no longer does")
    func slips() {
        var watch = DeadlineWatch(in: .utc)
        let mailing = mailing()
        var alarms: [String] = []
        func look(_ second: Int64, _ tried: Int) {
            if let alarm = watch.look(at: mailing, tried: tried, now: second * 1000) { alarms.append(alarm) }
        }
        // 20 a second are enough, 10 are not.
        for second in 0...10 { look(Int64(second), second * 20) }
        #expect(alarms.isEmpty)
        for second in 1...80 { look(Int64(10 + second), 200 + second * 10) }
        #expect(alarms.count == 1 && alarms[0].hasPrefix("mailing 3 is late: "), "\(alarms)")
        #expect(alarms[0].hasSuffix("and is due at 1970-01-01T00:10:00Z"), "\(alarms)")
        for second in 1...60 { look(Int64(90 + second), 1000 + second * 100) }
        #expect(alarms.count == 2 && alarms[1].hasPrefix("mailing 3 is expected in time again"), "\(alarms)")
        look(700, 10_000)
        #expect(alarms.count == 2, "what is done is not late")
    }

    @Test("a wave is not late because nothing moved before it")
    func waves() {
        var watch = DeadlineWatch(in: .utc)
        for second in stride(from: Int64(0), through: 60, by: 10) {
            _ = watch.look(
                at: mailing(), tried: 5000, begun: .init(dueAt: 0, readers: 5000), now: second * 1000)
        }
        let begun = DeadlineWatch.BegunWave(dueAt: 61_000, readers: 10_000)
        for second in Int64(61)...70 {
            let tried = 5000 + Int(second - 61) * 20
            #expect(watch.look(at: mailing(), tried: tried, begun: begun, now: second * 1000) == nil)
        }
        // Ten a second are too few for five thousand in ten minutes.
        var alarms: [String] = []
        for second in Int64(71)...200 {
            let tried = 5180 + Int(second - 70) * 5
            if let alarm = watch.look(at: mailing(), tried: tried, begun: begun, now: second * 1000) {
                alarms.append(alarm)
            }
        }
        #expect(alarms.count == 1 && alarms[0].contains("of 10000 are left"), "\(alarms)")
    }

    @Test("a mailing that does not move is late, one that waits for its canary is not")
    func stands() {
        var watch = DeadlineWatch(in: .utc)
        _ = watch.look(at: mailing(), tried: 5, now: 0)
        let alarm = watch.look(at: mailing(), tried: 5, now: 2000)
        #expect(alarm?.contains("it does not move and is due at 1970-01-01T00:10:00Z") == true)
        var other = DeadlineWatch(in: .utc)
        let waiting = mailing(canary: .init(share: 0.01, wait: .seconds(300)))
        _ = other.look(at: waiting, tried: 100, now: 0)
        #expect(other.look(at: waiting, tried: 100, now: 2000) == nil)
    }
}
