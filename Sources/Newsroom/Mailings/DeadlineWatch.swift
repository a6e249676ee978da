// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SQLiteStore
import Sender

/// Tells whether a mailing will be done in time, from how fast readers were first tried of late. Retries do not count as delay.
struct DeadlineWatch {
    /// A look at a mailing.
    struct Sample {
        /// Milliseconds since 1970.
        let at: Int64
        let tried: Int
    }

    /// The wave of a mailing that began last.
    struct BegunWave {
        /// Milliseconds since 1970.
        let dueAt: Int64
        /// How many readers it and all waves before it have.
        let readers: Int
    }

    /// The zone in which alarms give times.
    private var zone: NamedZone
    private var samples: [MailingID: [Sample]] = [:]
    /// The mailings that are late, and what was said of each.
    private(set) var late: [MailingID: String] = [:]

    init(in zone: NamedZone) { self.zone = zone }

    /// How often to look.
    static let poll: Duration = .seconds(2)

    /// Milliseconds over which the pace is taken.
    private static let span: Int64 = 60_000

    /// When a mailing will be done at its present pace, milliseconds since 1970; nil when it does not move.
    static func finish(left: Int, done: Int, in milliseconds: Int64, at now: Int64) -> Int64? {
        guard left > 0 else { return now }
        guard done > 0, milliseconds > 0 else { return nil }
        return now + Int64((Double(left) * Double(milliseconds) / Double(done)).rounded(.up))
    }

    /// Takes a look at a mailing that has a deadline.
    /// - Parameters:
    ///   - tried: how many of its deliveries were tried; the others are left.
    ///   - wave: the wave that began last, with all before it; nil where there are none.
    ///   - now: milliseconds since 1970.
    /// - Returns: an alarm when the mailing is first expected to be late, or no longer is.
    mutating func look(at mailing: Mailing, tried: Int, begun wave: BegunWave? = nil, now: Int64) -> String? {
        if mailing.state == .scheduled { return lookAtPlanned(mailing, now: now) }
        let ofWave = mailing.deadline.flatMap { length in wave.map { $0.dueAt + length.milliseconds } }
        guard let deadline = ofWave ?? mailing.deadlineAt, mailing.state == .sending,
            mailing.canaryEndsAt.map({ now > $0 }) ?? true
        else { return nil }
        // Before a wave nothing moved.
        let begin = max(now - Self.span, wave?.dueAt ?? .min)
        let recent = samples[mailing.id, default: []].filter { $0.at >= begin && $0.tried <= tried }
        defer { samples[mailing.id] = recent + [Sample(at: now, tried: tried)] }
        let audience = wave?.readers ?? mailing.audience
        let left = max(0, audience - tried)
        guard let first = recent.first else { return nil }
        let finish = Self.finish(left: left, done: tried - first.tried, in: now - first.at, at: now)
        let isLate = left > 0 && (finish.map { $0 > deadline } ?? true)
        guard isLate != (late[mailing.id] != nil) else { return nil }
        if !isLate {
            late[mailing.id] = nil
            return
                "mailing \(mailing.id) is expected in time again, at \(RFC3339.text(finish ?? now, in: zone))"
        }
        let expected = finish.map { "is expected at \(RFC3339.text($0, in: zone))" } ?? "does not move"
        let text =
            "mailing \(mailing.id) is late: \(left) of \(audience) are left, it \(expected) and is due at \(RFC3339.text(deadline, in: zone))"
        late[mailing.id] = text
        return text
    }
}

extension DeadlineWatch {
    /// Looks at every mailing of a newsroom that has a deadline.
    mutating func look(over desk: MailingDesk, _ alarm: (String) -> Void) async throws {
        let open = try await desk.mailings.withDeadline()
        late = late.filter { id, _ in open.contains { $0.id == id } }
        for mailing in open {
            let tried = try await desk.mailings.results(of: mailing.id).tried
            zone = desk.publications.shownZone
            let wave = mailing.goesByReadersClocks ? try await desk.begunWave(of: mailing.id) : nil
            if let text = look(at: mailing, tried: tried, begun: wave, now: desk.clock.now) { alarm(text) }
        }
    }

    /// Looks at a planned mailing, which is late when it is not published by its deadline, whatever the cause.
    private mutating func lookAtPlanned(_ mailing: Mailing, now: Int64) -> String? {
        guard let deadline = mailing.deadlineAt, deadline < now, late[mailing.id] == nil else { return nil }
        let reason = mailing.reason.map { ": \($0)" } ?? ""
        let text =
            "mailing \(mailing.id) is late: it is not published, and was due at \(RFC3339.text(deadline, in: zone))\(reason)"
        late[mailing.id] = text
        return text
    }
}
