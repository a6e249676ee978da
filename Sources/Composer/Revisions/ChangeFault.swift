// SPDX-License-Identifier: Apache-2.0

/// Why a small change of an article or an edition cannot be made. Nothing was changed.
public enum ChangeFault: Error, Hashable, Sendable {
    /// It is not `key=value`.
    case notAnAssignment(String)
    /// There is no field of that name; with those there are, and the one that was most likely meant.
    case unknownKey(String, known: [String], nearest: String?)
    /// The field of that name cannot be empty.
    case missing(String)
    /// It is no day like 2026-11-24.
    case notADate(String)
    /// It is no address of the web; with what is wrong with it.
    case notAnAddress(String, fault: String)
    /// The field of that name has no such value; with those it may have.
    case unknownValue(String, key: String, known: [String])
    /// The edition has no such story; with those it has, and the one that was most likely meant.
    case noSuchStory(String, stories: [String], nearest: String?)
    /// It is no place among so many stories.
    case notAPlace(String, count: Int)
    /// It is the edition's last story.
    case lastStory(String)
}

extension ChangeFault {
    static func unknown(_ key: String, among known: [String]) -> ChangeFault {
        .unknownKey(key, known: known, nearest: nearest(to: key, among: known))
    }
}
