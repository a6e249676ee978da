// SPDX-License-Identifier: Apache-2.0

/// An alarm as it is remembered.
public struct KnownAlarm: Hashable, Sendable {
    /// Its number.
    public let id: Int64
    /// What it says.
    public let alarm: Alarm
    /// Since when it is so, milliseconds since 1970.
    public let since: Int64
    /// When it was last so, milliseconds since 1970.
    public let lastSeen: Int64
    /// When somebody was told, milliseconds since 1970; nil when it is not certain yet.
    public let raisedAt: Int64?
    /// When it was over, milliseconds since 1970; nil while it lasts.
    public let clearedAt: Int64?

    /// An alarm.
    public init(
        id: Int64, _ alarm: Alarm, since: Int64, lastSeen: Int64, raisedAt: Int64?, clearedAt: Int64?
    ) {
        (self.id, self.alarm, self.since, self.lastSeen) = (id, alarm, since, lastSeen)
        (self.raisedAt, self.clearedAt) = (raisedAt, clearedAt)
    }
}
