// SPDX-License-Identifier: Apache-2.0
import MailFormat

extension CalendarDay {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads `Nov 30 12:00:00 2026 GMT`, as OpenSSL prints the end of a certificate.
    init?(certificate text: String) {
        let words = text.split(separator: " ")
        guard words.count >= 4, let month = Self.months.firstIndex(of: String(words[0])),
            let day = Int(words[1]), let year = Int(words[3])
        else { return nil }
        self.init(year: year, month: month + 1, day: day)
    }
}
