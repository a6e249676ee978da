// SPDX-License-Identifier: Apache-2.0
import Composer
import CurlTransport
import Foundation
public import MailFormat
import SQLiteStore
public import Sender
public import Subscribers

extension MailingDesk {
    /// Plans a mailing of an edition to a list.
    /// - Parameters:
    ///   - time: nil for now.
    ///   - meaning: what the time means.
    ///   - segment: who of the list gets it, asked when it is published; nil for everyone.
    ///   - terms: how it is to go out; its guard rails are those of the configuration.
    ///   - override: why it may go out against the proof, or once more.
    ///   - occurrence: the number of the occurrence of a rule that it is for; nil for none.
    /// - Throws: `ProofBlocked` when the proof finds what must not go out, and nobody overrides it.
    public func schedule(
        _ edition: EditionID, to list: String, at time: LocalTime?, meaning: TimeMeaning = .start,
        segment: Segment? = nil, terms: MailingTerms = MailingTerms(), override: String? = nil,
        for occurrence: Int64? = nil
    ) async throws -> MailingID {
        var terms = terms
        terms.guardRails = configuration.guardRails
        try await checkPublication(of: edition, list)
        try requireRelays(of: try await editorial.edition(edition).publication)
        let own = try publications.zone(of: try await people.publication(ofList: list))
        let zone = time?.zone ?? own
        var publishAt = time?.instant
        if let time {
            (publishAt, terms.timing) = try await plan(
                time, meaning, to: list, segment, terms, isOfRule: occurrence != nil)
        }
        // The proof is read when the mailing is planned, not only at six in the morning when nobody can mend it.
        let findings = try await editorial.proof(
            edition, list: list, day: time?.civil.day ?? zone.day(at: clock.now))
        if let override, override.allSatisfy(\.isWhitespace) {
            throw MailingFault.noReason
        }
        if override == nil { try ProofBlocked.check(findings, edition) }
        if time == nil, try await !mailings.hasReaders(on: list, in: segment?.text) {
            throw StoreError.nobody(list: list)
        }
        return try await mailings.schedule(
            edition: edition, list: list, publishAt: publishAt, zone: zone.name, segment: segment?.text,
            terms: terms, override: override,
            overridden: override == nil ? nil : Self.text(of: findings.filter { $0.severity == .blocking }),
            for: occurrence)
    }

    /// When a mailing has to begin, and its time as the ledger keeps it.
    /// - Parameter isOfRule: whether it may begin late, as a schedule's edition that was held does.
    private func plan(
        _ time: LocalTime, _ meaning: TimeMeaning, to list: String, _ segment: Segment?,
        _ terms: MailingTerms,
        isOfRule: Bool = false
    ) async throws -> (Int64, MailingTiming) {
        try Self.check(terms, beside: meaning)
        let timing: MailingTiming =
            switch meaning {
            case .start: .start
            case .readersClocks(let past): .readersClocks(local: time.civil.ruleText, past: past)
            case .deliveredBy: .deliveredBy(time.instant)
            }
        let reckoning = try await reckoning(of: meaning, in: time.zone, to: list, segment: segment?.text)
        if !isOfRule, reckoning.latest(of: time) < clock.now - Self.slack {
            throw MailingFault.past(time.instant, in: time.zone)
        }
        guard let start = reckoning.start(of: time) else {
            throw MailingFault.everybodyIsPast(time.civil, readers: list)
        }
        return (start, timing)
    }

    /// Throws where terms contradict what a time means.
    static func check(_ terms: MailingTerms, beside meaning: TimeMeaning) throws(MailingFault) {
        switch meaning {
        case .start: break
        case .readersClocks: if terms.canary != nil { throw .canaryInWaves }
        case .deliveredBy: if terms.deadline != nil { throw .twoDeadlines }
        }
    }

    /// Findings as the store keeps them.
    static func text(of findings: [Finding]) throws -> String {
        String(decoding: try JSONEncoder().encode(findings), as: UTF8.self)
    }

    /// Plans a mailing for another time, as an editor says it; the proof is read for its day.
    /// - Parameter zone: an IANA name.
    public func reschedule(_ id: MailingID, to text: String, in zone: String) async throws {
        try await reschedule(id, to: LocalTime(text, in: zone, now: clock.now))
    }

    /// Plans a mailing for another time; the proof is read for its day.
    /// - Throws: `ProofBlocked` when it finds what must not go out then, and nobody overrode it.
    public func reschedule(_ id: MailingID, to time: LocalTime) async throws {
        let mailing = try await mailing(id)
        guard mailing.state == .scheduled, let edition = mailing.edition else {
            throw MailingFault.notPlanned(id, mailing.state)
        }
        let (start, timing) = try await plan(
            time, mailing.timing.meaning, to: mailing.list, try mailing.segment.map { try Segment($0) },
            MailingTerms())
        guard time.instant >= clock.now || mailing.goesByReadersClocks else {
            throw MailingFault.pastPlan(time.instant, in: time.zone)
        }
        let findings = try await editorial.proof(edition, list: mailing.list, day: time.civil.day)
        try await check(findings, of: mailing, edition)
        guard try await mailings.reschedule(id, to: start, in: time.zone.name, as: timing) else {
            throw MailingFault.notPlanned(id, try await self.mailing(id).state)
        }
    }

    /// Throws unless what blocks a planned mailing is what its override was said of.
    func check(_ findings: [Finding], of mailing: Mailing, _ edition: EditionID) async throws {
        guard mailing.override != nil else { return try ProofBlocked.check(findings, edition) }
        // One that 0.1.0 planned does not say what it was said of.
        guard let text = try await mailings.overridden(of: mailing.id) else { return }
        let known = try JSONDecoder().decode([Finding].self, from: Data(text.utf8))
        let news = findings.filter { one in
            !known.contains { $0.rule == one.rule && $0.message == one.message }
        }
        try ProofBlocked.check(news, edition)
    }

    /// The milliseconds by which a planned time may be past.
    private static let slack: Int64 = 60_000

    /// Refuses to send one publication's edition to another's list.
    func checkPublication(of id: EditionID, _ list: String) async throws {
        let wanted = try await subscribers.list(list).publication ?? configuration.publication
        let own = try await editorial.edition(id).publication
        guard wanted == own else {
            throw MailingFault.otherPublication(id, of: own, list: list, gets: wanted)
        }
    }

    /// Refuses mail of a publication that a relay must not carry, because one run sends everything through the relays of the
    /// newsroom's own publication.
    func requireRelays(of publication: String) throws {
        guard let other = configuration.relays.first(where: { !$0.carries(publication) }) else { return }
        throw ConfigurationFault.notCarried(publication: publication, relay: other.access.name)
    }

    /// The publication that a mailing is of: its edition's, or that of the list whose readers it asks to confirm.
    func publication(of mailing: Mailing) async throws -> String {
        if let edition = mailing.edition, let own = try await editions.publication(of: edition) { return own }
        return try await people.publication(ofList: mailing.list)
    }
}
