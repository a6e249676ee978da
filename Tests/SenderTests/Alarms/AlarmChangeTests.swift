// SPDX-License-Identifier: Apache-2.0
import Sender
import Testing

@Suite("What a look at the alarms changes")
struct AlarmChangeTests {
    private static let disk = Alarm(.disk, "disk", "12 MB free")
    private static let relay = Alarm(.relay, "main", "the relay main cannot be used")
    private static let held = Alarm(.held, "mailing 3", "mailing 3 is held")

    private static func known(
        _ alarm: Alarm, since: Int64 = 0, lastSeen: Int64 = 0, raisedAt: Int64? = nil
    ) -> KnownAlarm {
        KnownAlarm(id: 1, alarm, since: since, lastSeen: lastSeen, raisedAt: raisedAt, clearedAt: nil)
    }

    @Test("what is certain is told at once, what may mend itself after a while")
    func rise() {
        #expect(AlarmChange.between([], and: [Self.disk], at: 5) == [.begins(Self.disk, isRaised: true)])
        #expect(AlarmChange.between([], and: [Self.relay], at: 5) == [.begins(Self.relay, isRaised: false)])
        let young = Self.known(Self.relay)
        #expect(AlarmChange.between([young], and: [Self.relay], at: 89_999) == [.goesOn(young, Self.relay)])
        #expect(AlarmChange.between([young], and: [Self.relay], at: 90_000) == [.rises(young, Self.relay)])
        #expect(AlarmChange.between([young], and: [], at: 90_000) == [.passes(young)])
    }

    @Test("what comes and goes is one alarm, and what is decided is over at once")
    func fall() {
        let relay = Self.known(Self.relay, lastSeen: 1_000_000, raisedAt: 90_000)
        #expect(AlarmChange.between([relay], and: [], at: 1_299_999).isEmpty)
        #expect(AlarmChange.between([relay], and: [], at: 1_300_000) == [.clears(relay)])
        let held = Self.known(Self.held, lastSeen: 1_000_000, raisedAt: 0)
        #expect(AlarmChange.between([held], and: [], at: 1_000_001) == [.clears(held)])
    }

    @Test("what is over is over where the clock was set back, and not when it shows the time again")
    func setBack() {
        let held = Self.known(Self.held, lastSeen: 7_200_000, raisedAt: 0)
        #expect(AlarmChange.between([held], and: [], at: 60_000) == [.clears(held)])
        #expect(AlarmChange.between([held], and: [Self.held], at: 60_000) == [.goesOn(held, Self.held)])
    }

    @Test("of two that are new and the same the first counts")
    func twice() {
        let other = Alarm(.disk, "disk", "in other words")
        #expect(
            AlarmChange.between([], and: [Self.disk, other], at: 5) == [.begins(Self.disk, isRaised: true)])
    }

    @Test("the same in other words goes on, and of the same twice the first counts")
    func words() {
        let disk = Self.known(Self.disk, raisedAt: 0)
        let less = Alarm(.disk, "disk", "11 MB free")
        #expect(AlarmChange.between([disk], and: [less, Self.disk], at: 9) == [.goesOn(disk, less)])
        let other = Alarm(.held, "mailing 4", "mailing 4 is held")
        #expect(
            AlarmChange.between([Self.known(Self.held, raisedAt: 0)], and: [Self.held, other], at: 9).last
                == .begins(other, isRaised: true))
    }
}
