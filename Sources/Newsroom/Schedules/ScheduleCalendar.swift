// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// What goes out when, as a calendar that other programs read (RFC 5545 §3.4). Its times are instants in UTC, so that no program has to
/// know what the clocks of a zone do.
struct ScheduleCalendar {
    /// A time at which something goes out.
    struct Event {
        /// What tells it from others, also when it is moved.
        let id: String
        /// Milliseconds since 1970.
        let at: Int64
        let summary: String
        let description: String
        let isCancelled: Bool
    }

    let name: String
    /// What its events are known under, besides their own names: a host.
    let host: String
    let events: [Event]

    /// The calendar.
    /// - Parameter now: milliseconds since 1970.
    func text(at now: Int64) -> String {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Daybreak//Schedules//EN", "METHOD:PUBLISH",
            "X-WR-CALNAME:\(Self.escaped(name))",
        ]
        for event in events {
            lines += [
                "BEGIN:VEVENT", "UID:\(event.id)@\(host)", "DTSTAMP:\(Self.time(now))",
                "DTSTART:\(Self.time(event.at))",
                "SUMMARY:\(Self.escaped(event.summary))", "DESCRIPTION:\(Self.escaped(event.description))",
                "STATUS:\(event.isCancelled ? "CANCELLED" : "CONFIRMED")", "TRANSP:TRANSPARENT", "END:VEVENT",
            ]
        }
        lines.append("END:VCALENDAR")
        return lines.map(Self.folded).joined()
    }

    /// `20261204T040000Z`
    private static func time(_ milliseconds: Int64) -> String {
        RFC3339.text(milliseconds).filter { $0 != "-" && $0 != ":" }
    }

    /// A text with its commas, semicolons, backslashes and line ends written as §3.3.11 has it.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ",", ";": escaped += "\\\(scalar)"
            case "\n": escaped += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A line with its end, folded before the 75th octet (§3.1), between characters.
    private static func folded(_ line: String) -> String {
        var folded = ""
        var length = 0
        for character in line {
            let octets = character.utf8.count
            if length + octets > 74 {
                folded += "\r\n "
                length = 1
            }
            folded.append(character)
            length += octets
        }
        return folded + "\r\n"
    }
}
