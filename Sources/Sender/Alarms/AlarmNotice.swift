// SPDX-License-Identifier: Apache-2.0

/// That somebody is to be told of an alarm.
public struct AlarmNotice: Hashable, Sendable {
    /// What happened.
    public enum Event: String, CaseIterable, Hashable, Sendable {
        case raised
        /// It lasts.
        case reminder
        case cleared
    }

    /// Its number.
    public let id: Int64
    /// The alarm, as it is now.
    public let alarm: KnownAlarm
    /// What happened.
    public let event: Event
    /// By which way it is told.
    public let channel: String
    /// When it happened, milliseconds since 1970.
    public let at: Int64
    /// How often it was tried.
    public let attempts: Int

    /// A notice.
    public init(id: Int64, _ alarm: KnownAlarm, _ event: Event, by channel: String, at: Int64, attempts: Int)
    {
        (self.id, self.alarm, self.event, self.channel) = (id, alarm, event, channel)
        (self.at, self.attempts) = (at, attempts)
    }
}
