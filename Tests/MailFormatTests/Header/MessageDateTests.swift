// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import SeededRandom
import Testing

@Suite("A message date")
struct MessageDateTests {
    @Test(
        "is written as RFC 5322 has it",
        arguments: [
            (0, 0, "Thu, 01 Jan 1970 00:00:00 +0000"),
            (-1, 0, "Wed, 31 Dec 1969 23:59:59 +0000"),
            (1, -1, "Wed, 31 Dec 1969 23:59:01 -0001"),
            (-86_400, 0, "Wed, 31 Dec 1969 00:00:00 +0000"),
            (-86_401, -30, "Tue, 30 Dec 1969 23:29:59 -0030"),
            (951_782_399, 0, "Mon, 28 Feb 2000 23:59:59 +0000"),
            (951_782_400, 0, "Tue, 29 Feb 2000 00:00:00 +0000"),
            (951_868_800, 0, "Wed, 01 Mar 2000 00:00:00 +0000"),
            (1_456_704_000, -570, "Sun, 28 Feb 2016 14:30:00 -0930"),
            (1_709_164_800, 330, "Thu, 29 Feb 2024 05:30:00 +0530"),
            (1_709_251_199, -210, "Thu, 29 Feb 2024 20:29:59 -0330"),
            (1_795_518_000, -300, "Tue, 24 Nov 2026 06:00:00 -0500"),
            (1_798_761_599, 0, "Thu, 31 Dec 2026 23:59:59 +0000"),
            (1_798_761_599, 60, "Fri, 01 Jan 2027 00:59:59 +0100"),
            (1_798_761_600, -720, "Thu, 31 Dec 2026 12:00:00 -1200"),
            (1_798_761_600, 840, "Fri, 01 Jan 2027 14:00:00 +1400"),
            (2_147_483_648, 345, "Tue, 19 Jan 2038 08:59:08 +0545"),
            (4_107_542_399, 0, "Sun, 28 Feb 2100 23:59:59 +0000"),
            (4_107_542_400, 0, "Mon, 01 Mar 2100 00:00:00 +0000"),
            (13_569_465_600, 0, "Sat, 01 Jan 2400 00:00:00 +0000"),
            (253_402_300_799, 0, "Fri, 31 Dec 9999 23:59:59 +0000"),
            (-2_203_891_200, 0, "Thu, 01 Mar 1900 00:00:00 +0000"),
            (-2_208_988_800, 0, "Mon, 01 Jan 1900 00:00:00 +0000"),
        ] as [(Int64, Int, String)])
    func known(_ seconds: Int64, _ offset: Int, _ text: String) {
        #expect(MessageDate(unixSeconds: seconds, offsetMinutes: offset).description == text)
    }

    @Test("agrees with the C library from 1900 to 9999", arguments: 1...10 as ClosedRange<UInt64>)
    func cLibrary(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let seconds = Int64.random(in: -2_208_900_000...253_402_200_000, using: &generator)
            let offset = Int.random(in: -840...840, using: &generator)
            let date = MessageDate(unixSeconds: seconds, offsetMinutes: offset)
            #expect(date.description == Self.oracle(seconds, offset))
        }
    }

    @Test("names every day of four hundred years in its order")
    func everyDay() {
        for day in -25_567..<120_531 {
            let seconds = Int64(day) * 86_400
            let text = MessageDate(unixSeconds: seconds).description
            guard text != Self.oracle(seconds, 0) else { continue }
            Issue.record("day \(day): \(text)")
            return
        }
    }

    @Test("is stored and read back")
    func coding() throws {
        let date = MessageDate(unixSeconds: -1, offsetMinutes: -210)
        #expect(try JSONDecoder().decode(MessageDate.self, from: JSONEncoder().encode(date)) == date)
    }

    private static func oracle(_ seconds: Int64, _ offset: Int) -> String {
        var moment = time_t(seconds) + offset * 60
        var parts = tm()
        gmtime_r(&moment, &parts)
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, "%a, %d %b %Y %H:%M:%S", &parts)
        let zone = abs(offset) / 60 * 100 + abs(offset) % 60
        let digits = String(zone + 10_000).dropFirst()
        let clock = String(decoding: buffer.prefix(count).map { UInt8($0) }, as: UTF8.self)
        return "\(clock) \(offset < 0 ? "-" : "+")\(digits)"
    }
}
