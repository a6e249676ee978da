// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// What a relay was given of late by all workers together, counted in slots of some minutes, and what its quotas leave of that. Pure;
/// times are milliseconds of the ledger's clock.
public struct RelayUse: Hashable, Sendable {
    /// What it was given in one slot.
    public struct Slot: Hashable, Sendable {
        /// When the slot began.
        public let start: Int64
        /// How many messages.
        public let messages: Int

        /// A slot and what was given in it.
        public init(start: Int64, messages: Int) { (self.start, self.messages) = (start, messages) }
    }

    /// The length of a slot. A slot counts until its end has left the window, so that no window ever holds more than its quota.
    private static let length: Int64 = 5 * 60 * 1000
    private static let day: Int64 = 86_400_000
    /// How far back quotas look.
    private static let longestWindow = 2 * day

    private let slots: [Slot]

    /// - Parameter slots: the latest first.
    public init(_ slots: [Slot]) { self.slots = slots }

    /// The start of the slot that an instant is in.
    public static func slot(at now: Int64) -> Int64 { now - now % length }

    /// Slots that began before count for no quota any more.
    public static func oldest(at now: Int64) -> Int64 { now - longestWindow }

    /// How many messages of a claim are within its quotas, and the time until there may be more when that is less.
    public func room(for claim: QuotaClaim, at now: Int64) -> (messages: Int, wait: Duration?) {
        let today = CalendarDay(daysSince1970: Int(now / Self.day))
        var room = claim.messages
        var wait: Int64?
        for quota in claim.quotas {
            let window = quota.window.milliseconds
            let counting = slots.prefix { $0.start > now - window - Self.length }
            let left = max(0, quota.limit(on: today) - counting.reduce(0) { $0 + $1.messages })
            guard left < claim.messages else { continue }
            room = min(room, left)
            var more = (counting.last?.start ?? now) + Self.length + window - now
            if quota.warmUp != nil { more = min(more, Self.day - now % Self.day) }
            wait = max(wait ?? 1, more)
        }
        return (room, wait.map { .milliseconds($0) })
    }

    /// What to take back from each slot when messages were not used: from the latest, because those stay counted longest.
    public func givingBack(_ messages: Int) -> [Slot] {
        var left = messages
        return slots.compactMap { slot in
            let back = min(left, slot.messages)
            left -= back
            return back > 0 ? Slot(start: slot.start, messages: back) : nil
        }
    }
}
