// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Why a key cannot be used, made or retired.
public enum KeyFault: Error, Hashable, Sendable {
    // MARK: Keys that sign messages

    /// No configured key signs what is published on that day.
    case noneSigns(on: CalendarDay)
    /// The file at that path holds no key to sign with.
    case notAKey(String, DKIMKey.Fault)
    /// What is at that path is no file.
    case notAFile(String)
    /// Others than its owner can read the file at that path.
    case notPrivate(String)
    /// The file at that path cannot be read. With the system's `errno`.
    case unreadable(String, Int32)
    /// There is a file at that path already, and no key is written over another.
    case exists(String)

    // MARK: Keys that sign links

    /// None that is believed has that number.
    case noSuchKey(Int)
}
