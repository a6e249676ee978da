// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import MailFormat
import Sender

/// Looks now and then at the certificate of `base_url`, without which readers' links are refused by their browsers. Whether the
/// site can be reached from here says nothing of whether readers reach it, so nobody is woken because of that.
struct SiteWatch {
    private var last: ContinuousClock.Instant?
    private var found: [Alarm] = []
    private let ask: @Sendable (String) async -> CalendarDay?

    /// - Parameter ask: tells the last day of the certificate at an address.
    init(ask: @escaping @Sendable (String) async -> CalendarDay? = { await WebCertificate.end(at: $0) }) {
        self.ask = ask
    }

    /// How long what was found is believed.
    private static let pause: Duration = .seconds(6 * 3600)
    /// The same while something is wrong.
    private static let shortPause: Duration = .seconds(900)

    /// What is wrong with the certificate, as far as it is known.
    mutating func look(at newsroom: Newsroom) async -> [Alarm] {
        let url = newsroom.configuration.baseURL
        guard url.hasPrefix("https://"), !newsroom.configuration.goesToSandbox else { return [] }
        let now = newsroom.context.clock.steady.now()
        if let last, now - last < (found.isEmpty ? Self.pause : Self.shortPause) { return found }
        last = now
        let day = NamedZone.utc.day(at: newsroom.context.clock.now)
        let margin = newsroom.configuration.alarms.expiryDays
        // One that does not answer now has the certificate that it had.
        if let ends = await ask(url) {
            found = Self.alarm(url, ends: ends, day, margin).map { [$0] } ?? []
        }
        return found
    }

    private static func alarm(_ url: String, ends: CalendarDay, _ day: CalendarDay, _ margin: Int) -> Alarm? {
        guard ends.daysSince1970 - day.daysSince1970 < margin else { return nil }
        return Alarm(
            .certificate, url,
            "the certificate of \(url) ends on \(ends), and browsers refuse readers' links after it: renew it"
        )
    }
}
