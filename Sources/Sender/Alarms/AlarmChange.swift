// SPDX-License-Identifier: Apache-2.0

/// What a look at the alarms changes.
public enum AlarmChange: Hashable, Sendable {
    /// Something is wrong that was not; whether that is certain at once.
    case begins(Alarm, isRaised: Bool)
    /// It is still so, and maybe in other words.
    case goesOn(KnownAlarm, Alarm)
    /// It has been so for long enough to tell somebody.
    case rises(KnownAlarm, Alarm)
    /// It is over.
    case clears(KnownAlarm)
    /// It was over before anybody was told.
    case passes(KnownAlarm)

    /// Compares what is so with what is remembered.
    /// - Parameters:
    ///   - known: the alarms that are not over.
    ///   - now: milliseconds since 1970.
    public static func between(_ known: [KnownAlarm], and current: [Alarm], at now: Int64) -> [AlarmChange] {
        var changes: [AlarmChange] = []
        var told: Set<Int64> = []
        // The first of several in other words counts.
        var seen: Set<[String]> = []
        for alarm in current where seen.insert([alarm.kind.rawValue, alarm.subject]).inserted {
            guard
                let before = known.first(where: {
                    $0.alarm.kind == alarm.kind && $0.alarm.subject == alarm.subject
                })
            else {
                changes.append(.begins(alarm, isRaised: alarm.kind.rise == 0))
                continue
            }
            told.insert(before.id)
            let isCertain = before.raisedAt == nil && now - before.since >= alarm.kind.rise
            changes.append(isCertain ? .rises(before, alarm) : .goesOn(before, alarm))
        }
        for before in known where !told.contains(before.id) {
            if before.raisedAt == nil {
                changes.append(.passes(before))
            } else if now - before.lastSeen >= before.alarm.kind.fall || now < before.lastSeen {
                // Where the clock was set back, nobody waits until it shows that time again.
                changes.append(.clears(before))
            }
        }
        return changes
    }
}
