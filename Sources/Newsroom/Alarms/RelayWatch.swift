// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import DomainRecords
import MailFormat
import Sender

/// Visits the relays now and then, so that one that cannot be used is known before mail is due.
struct RelayWatch {
    private var last: ContinuousClock.Instant?
    private var found: [Alarm] = []
    private let visit: Visit

    /// Enters a relay and leaves.
    typealias Visit = @Sendable (CurlRelay.Settings) async -> Result<RelayVisit, Failure>

    init(visit: @escaping Visit = { await Doctor.visit($0) }) { self.visit = visit }

    /// How long what was found is believed.
    private static let pause: Duration = .seconds(600)
    /// The same while a relay cannot be used, or when mail is due within the hour.
    private static let shortPause: Duration = .seconds(60)

    /// What is wrong with the relays, as far as it is known.
    /// - Parameter isUrgent: whether mail is due soon.
    mutating func look(at newsroom: Newsroom, isUrgent: Bool) async -> [Alarm] {
        // Nobody is woken because the sandbox is not running.
        guard !newsroom.configuration.goesToSandbox else { return [] }
        let now = newsroom.context.clock.steady.now()
        let isDown = found.contains { $0.kind == .relay }
        let pause = isUrgent || isDown ? Self.shortPause : Self.pause
        if let last, now - last < pause { return found }
        last = now
        let ends = found.filter { $0.kind == .certificate }
        found = await visits(of: newsroom)
        // Of a relay that does not answer the certificate that it had is still what ends.
        found += ends.filter { old in found.contains { $0.kind == .relay && $0.subject == old.subject } }
        return found
    }

    private func visits(of newsroom: Newsroom) async -> [Alarm] {
        let day = NamedZone.utc.day(at: newsroom.context.clock.now)
        let margin = newsroom.configuration.alarms.expiryDays
        return await withTaskGroup(of: (Int, Alarm?).self) { group in
            for (place, relay) in newsroom.configuration.relays.enumerated() {
                group.addTask { [visit] in
                    let name = relay.access.name
                    switch await visit(relay.access) {
                    case .success(let visit):
                        return (place, Self.alarm(name, ends: visit.certificateEnds, day, margin))
                    case .failure(let failure):
                        let why = PrintableText.of(failure.description)
                        return (place, Alarm(.relay, name, "the relay \(name) cannot be used: \(why)"))
                    }
                }
            }
            var alarms: [(Int, Alarm)] = []
            for await (place, alarm) in group { if let alarm { alarms.append((place, alarm)) } }
            return alarms.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    static func alarm(_ relay: String, ends: CalendarDay?, _ day: CalendarDay, _ margin: Int) -> Alarm? {
        guard let ends, ends.daysSince1970 - day.daysSince1970 < margin else { return nil }
        return Alarm(
            .certificate, relay, "the certificate of the relay \(relay) ends on \(ends): ask whoever runs it")
    }
}
