// SPDX-License-Identifier: Apache-2.0

/// How lines of the log look.
public enum LogFormat: String, CaseIterable, Sendable {
    /// For people: time, level, message, and the fields behind it.
    case text
    /// For programs: an object of JSON a line.
    case json
}
