// SPDX-License-Identifier: Apache-2.0

/// Lengths of time for people, in at most two units.
public enum ShortDuration {
    /// `0.42 s`, `12.5 s`, `3 min 20 s`, `5 h 12 min`, `2 d 4 h`
    public static func text(_ milliseconds: Int64) -> String {
        if milliseconds < 10_000 { return "\(Double(milliseconds / 10) / 100) s" }
        if milliseconds < 60_000 { return "\(Double(milliseconds / 100) / 10) s" }
        let seconds = milliseconds / 1000
        if seconds < 3600 { return joined(seconds / 60, "min", seconds % 60, "s") }
        let minutes = seconds / 60
        if minutes < 1440 { return joined(minutes / 60, "h", minutes % 60, "min") }
        return joined(minutes / 1440, "d", minutes % 1440 / 60, "h")
    }

    private static func joined(_ large: Int64, _ unit: String, _ small: Int64, _ other: String) -> String {
        small == 0 ? "\(large) \(unit)" : "\(large) \(unit) \(small) \(other)"
    }
}
