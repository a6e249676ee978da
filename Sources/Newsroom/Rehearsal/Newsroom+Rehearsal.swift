// SPDX-License-Identifier: Apache-2.0
import Composer
import CurlTransport
public import Foundation
import MailFormat
import SQLiteStore
public import Sender
public import Subscribers
import Synchronization

extension Newsroom {
    /// Sends an edition to a whole list, in a copy of the newsroom's database and into a server of this machine: no reader, no
    /// counter and no number knows of it afterwards.
    /// - Parameters:
    ///   - place: an empty directory for the copy.
    ///   - port: of the server on loopback. Relays keep their limits of connections and rates.
    ///   - copies: how many copies that server has for an address.
    ///   - observe: told how it goes, until only what waits for a later try is left.
    public func rehearse(
        _ edition: EditionID, to list: String, segment: Segment?, terms: MailingTerms, in place: URL,
        through port: Int, copies: @Sendable (String) -> Int,
        observe: @escaping @Sendable (SendLoop.Event) -> Void
    ) async throws -> Rehearsal {
        let findings = try await editorial.proof(edition, list: list)
        let hands = Hands()
        let copy = try await copied(to: place, through: port, hands)
        let started = ContinuousClock.now
        let mailing = try await copy.mailings.publishNow(
            edition, to: list, segment: segment, terms: terms, override: "rehearsal")
        let published = ContinuousClock.now
        var settled = 0
        for pass in 1...Self.passes {
            let loop = try await copy.mailings.sender(of: mailing, end: .nothingDue) { event in
                if pass == 1 { observe(event) }
            }
            settled += try await loop.run().total
            guard try await copy.mailings.remaining(in: mailing) > 0, pass < Self.passes else { break }
            // Nobody waits for the time between two tries to pass.
            hands.turn(by: Self.pause)
        }
        let seconds = (ContinuousClock.now - published) / .seconds(1)
        let status = try await copy.mailings.status(of: mailing)
        var (lost, doubled, unexplained) = (0, 0, 0)
        try await copy.context.mailings.deliveries(of: mailing) { record in
            let count = copies(record.address)
            if record.state == .accepted, count == 0 { lost += 1 }
            guard count > 1 else { return }
            doubled += 1
            // A second copy goes out only where the first one is in doubt, and then it was tried twice.
            if record.attempts < 2 { unexplained += 1 }
        }
        try copy.close()
        return Rehearsal(
            audience: status.mailing.audience, counts: status.counts, seconds: seconds,
            publishing: (published - started) / .seconds(1),
            perSecond: seconds > 0 ? (Double(settled) / seconds).rounded() : 0, lost: lost,
            doubled: doubled,
            unexplained: unexplained,
            blocking: findings.filter { $0.severity == .blocking }.map {
                "\($0.rule.rawValue) in \($0.place): \($0.message)"
            })
    }

    /// How often what waits for a later try is tried.
    private static let passes = 6
    /// The time that is let pass before that.
    private static let pause: Duration = .seconds(900)

    /// This newsroom with a copy of its database, whose mail goes nowhere else than to a port of this machine.
    private func copied(to place: URL, through port: Int, _ hands: Hands) async throws -> Newsroom {
        let clock = hands.clock(like: context.clock)
        let (backup, path) = (place.appending(path: "backup").path, place.appending(path: "daybreak.db").path)
        try await context.database.backUp(to: backup)
        _ = try await NewsroomDatabase.restore(
            backup, to: path, now: context.clock.read, random: context.random.read)
        try FileManager.default.removeItem(atPath: backup)
        var settings = configuration
        settings.relays = configuration.relays.map { $0.rehearsing(at: port) }
        settings.media.target = nil
        settings.queue = nil
        let database = try NewsroomDatabase(
            opening: path, now: clock.read, random: context.random.read)
        return Newsroom(
            NewsroomContext(
                at: directory, settings, database, clock, context.random, context.reader, nil), [:])
    }
}

extension RelaySettings {
    /// The same limits, at a port of this machine.
    fileprivate func rehearsing(at port: Int) -> RelaySettings {
        var settings = self
        settings.access.url = "smtp://127.0.0.1:\(port)"
        settings.access.startTLS = .off
        (settings.access.user, settings.access.password, settings.access.tlsName) = ("", "", nil)
        settings.limits.relay = CurlRelay(settings.access)
        return settings
    }
}

/// What time it is in a rehearsal, where nobody waits.
private final class Hands: Sendable {
    private let passed = Mutex(Int64(0))

    func turn(by time: Duration) { passed.withLock { $0 += time.milliseconds } }

    func clock(like other: WallClock) -> WallClock {
        WallClock(in: other.zone, steady: other.steady) { [self] in other.now + passed.withLock(\.self) }
    }
}
