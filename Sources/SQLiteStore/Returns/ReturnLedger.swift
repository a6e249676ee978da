// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
import Sender
import Subscribers

/// Takes what came back into the ledger and the readers' stories, inside one transaction.
struct ReturnLedger {
    let db: Database
    /// Milliseconds since 1970.
    let now: Int64
    /// The mailings that are halted because of what was taken, with reasons.
    private(set) var halted: [MailingID: String] = [:]
    private var readers: [ListID: Int] = [:]

    init(db: Database, now: Int64) {
        self.db = db
        self.now = now
    }

    /// What one notice comes to.
    struct Verdict {
        var outcome: ReturnOutcome
        var provider: String?
        var failure: Failure?
        var kind: BounceKind?
        /// Whether it suppresses the reader, or would if a person did not have to say so.
        var suppresses = false

        init(_ outcome: ReturnOutcome, failure: Failure? = nil) {
            self.outcome = outcome
            self.failure = failure
        }
    }

    /// Settles a notice, and keeps it. What nobody could say before is looked at again.
    mutating func take(_ notice: ReturnNotice) throws -> ReturnOutcome {
        let before = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT id, outcome FROM returned WHERE digest = ?"),
            arguments: [Data(notice.digest)]
        ).map { (id: $0[0] as Int64, outcome: ReturnOutcome(rawValue: $0[1]) ?? .unknown) }
        guard let before else {
            let verdict = try verdict(on: notice)
            try keep(notice, verdict)
            return verdict.outcome
        }
        if [.waiting, .unknown, .unattributed].contains(before.outcome) {
            let verdict = try verdict(on: notice)
            if verdict.outcome != before.outcome {
                try db.execute(sql: "DELETE FROM returned WHERE id = ?", arguments: [before.id])
                try keep(notice, verdict)
                return verdict.outcome
            }
            if verdict.outcome == .waiting || notice.isLookedAtAgain { return verdict.outcome }
        }
        try db.execute(sql: "UPDATE returned SET times = times + 1 WHERE id = ?", arguments: [before.id])
        return .repeated
    }

    // MARK: What it comes to

    private mutating func verdict(on notice: ReturnNotice) throws -> Verdict {
        let failure = notice.matter.failure
        guard let copy = notice.copy else {
            switch notice.matter {
            case .bounce, .delay, .complaint, .unsubscription: return Verdict(.unattributed, failure: failure)
            case .automaticReply: return Verdict(.automaticReply)
            case .letter: return Verdict(.letter)
            case .unknown: return Verdict(.unknown)
            }
        }
        if copy.isTest, notice.matter.isOfCopy { return Verdict(.test, failure: failure) }
        switch notice.matter {
        case .bounce(let failure, let address): return try bounce(failure, at: address, copy)
        case .delay(let failure):
            var verdict = Verdict(.delayed, failure: failure)
            verdict.provider = try provider(of: copy)
            return verdict
        case .complaint(let isProven): return try complaint(isProven: isProven, copy, notice.source)
        case .unsubscription: return Verdict(try unsubscribe(copy, notice.source))
        case .automaticReply: return Verdict(.automaticReply)
        case .letter: return Verdict(.letter)
        case .unknown: return Verdict(.unknown)
        }
    }

    /// The list that a copy's mailing went to; nil when there is no such mailing.
    func list(of copy: ReturnNotice.Copy) throws -> ListID? {
        try ListID.fetchOne(
            db.cachedStatement(sql: "SELECT list_id FROM mailing WHERE id = ?"),
            arguments: [copy.mailing.rawValue])
    }

    func provider(of copy: ReturnNotice.Copy) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT coalesce(p.name, s.domain) FROM subscriber s LEFT JOIN provider p ON p.domain = s.domain
                    WHERE s.id = ?
                    """), arguments: [copy.subscriber.rawValue])
    }

    /// Counts for the guard rails of a mailing, which may halt because of it.
    mutating func count(_ results: MailingResults, of copy: ReturnNotice.Copy) throws {
        let rails = MailingGuard(db: db, now: now)
        let reason = try rails.note(results, ofCopyTo: copy.subscriber.rawValue, of: copy.mailing.rawValue)
        if let reason { halted[copy.mailing] = reason }
    }

    /// The readers of a list, counted once for what is taken together.
    mutating func readers(of list: ListID) throws -> Int {
        if let known = readers[list] { return known }
        let count = try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM subscription
                WHERE list_id = ? AND status = \(SubscriptionStatus.active.rawValue)
                """, arguments: [list])
        readers[list] = count ?? 0
        return count ?? 0
    }

    // MARK: Complaints and wishes

    private mutating func complaint(isProven: Bool, _ copy: ReturnNotice.Copy, _ source: String) throws
        -> Verdict
    {
        var verdict = Verdict(.pruned)
        verdict.provider = try provider(of: copy)
        // A token can be of a mailing that a restored backup does not have.
        guard verdict.provider != nil, try list(of: copy) != nil else { return verdict }
        // Who knows no more than the return path must not stand in the way of who has the copy.
        let settled: [ReturnOutcome] = isProven ? [.complained] : [.complained, .held, .dismissed]
        let isKnown = try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM returned WHERE mailing_id = ?1 AND subscriber_id = ?2 AND matter = 'complaint'
                        AND outcome IN (SELECT value FROM json_each(?3)))
                """,
            arguments: [
                copy.mailing.rawValue, copy.subscriber.rawValue, try StoredJSON.text(settled.map(\.rawValue)),
            ])
        guard isKnown == false else {
            verdict.outcome = .repeated
            return verdict
        }
        if isProven {
            // Nobody has to decide about it any more; it was counted then.
            try db.execute(
                sql: """
                    UPDATE returned SET outcome = ?, content = NULL
                    WHERE mailing_id = ? AND subscriber_id = ? AND matter = 'complaint' AND outcome IN (?, ?)
                    """,
                arguments: [
                    ReturnOutcome.repeated.rawValue, copy.mailing.rawValue, copy.subscriber.rawValue,
                    ReturnOutcome.held.rawValue, ReturnOutcome.dismissed.rawValue,
                ])
            if db.changesCount > 0 {
                verdict.suppresses = true
                verdict.outcome = .complained
                try complain(copy, source)
                return verdict
            }
        }
        var results = MailingResults()
        results.complained = 1
        try count(results, of: copy)
        verdict.suppresses = true
        verdict.outcome = isProven ? .complained : .held
        if isProven { try complain(copy, source) }
        return verdict
    }

    /// Notes that a reader called a copy spam, and suppresses them.
    func complain(_ copy: ReturnNotice.Copy, _ source: String) throws {
        var evidence = Evidence("complaint by \(source)")
        evidence.mailing = copy.mailing
        let reader = copy.subscriber.rawValue
        try ConsentLedger(db, now: now).record(
            .complaint, subscriber: reader, source: evidence.source, evidence: evidence.json)
        let hash = try Data.fetchOne(
            db, sql: "SELECT address_hash FROM subscriber WHERE id = ?", arguments: [reader])
        guard let address = hash.flatMap({ AddressHash(bytes: [UInt8]($0)) }) else { return }
        try Suppressions(db, now: now).add(
            address, subscriber: reader, reason: SuppressionReason.complaint.rawValue, evidence: evidence)
    }

    private func unsubscribe(_ copy: ReturnNotice.Copy, _ source: String) throws -> ReturnOutcome {
        guard let list = try list(of: copy) else { return .pruned }
        let ledger = ConsentLedger(db, now: now)
        let before = try ledger.status(of: copy.subscriber.rawValue, on: list)
        guard before == .active || before == .unconfirmed else { return .repeated }
        var evidence = Evidence("unsubscribed by \(source)")
        evidence.mailing = copy.mailing
        try ledger.set(
            .unsubscribed, of: copy.subscriber.rawValue, on: list, as: .unsubscribe, because: evidence,
            noting: before == .unconfirmed ? [("unconfirmed", .boolean(true))] : [])
        return .unsubscribed
    }

    // MARK: What a person decides

    /// Does to a reader what was held; false when nothing of that number is.
    func approve(_ id: Int64) throws -> Bool {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT r.mailing_id, r.subscriber_id, r.kind, r.reply, r.source FROM returned r
                JOIN subscriber s ON s.id = r.subscriber_id
                WHERE r.id = ? AND r.outcome = '\(ReturnOutcome.held.rawValue)'
                """, arguments: [id])
        guard let row, let mailing = row[0] as Int64?, let subscriber = row[1] as Int64? else { return false }
        let copy = ReturnNotice.Copy(
            mailing: MailingID(rawValue: mailing), subscriber: SubscriberID(rawValue: subscriber))
        let kind = (row[2] as String?).flatMap(BounceKind.init)
        // A mailbox that the reader has left since says nothing of the one they have.
        if let kind, try isStillTheirs(copy) {
            try BounceRecord(db: db, now: now).take(
                kind, of: subscriber, mailing: mailing, reply: row[3] ?? "", isReported: true)
        } else if kind == nil {
            try complain(copy, row[4])
        }
        try db.execute(
            sql: "UPDATE returned SET outcome = ?, content = NULL WHERE id = ?",
            arguments: [
                (kind == nil ? ReturnOutcome.complained : .bounced).rawValue, id,
            ])
        return true
    }

    /// Whether a reader has the address that a copy went to.
    private func isStillTheirs(_ copy: ReturnNotice.Copy) throws -> Bool {
        let row = try Row.fetchOne(
            db, sql: Self.delivery, arguments: [copy.mailing.rawValue, copy.subscriber.rawValue])
        // Of a row that is a count by now nothing else is known.
        return row.map { $0[3] } ?? true
    }

    // MARK: Keeping

    /// Characters of a reply that are kept.
    static let longestReply = 500

    /// Bytes of a message that are kept; people's letters are kept whole.
    private static let longest = 100_000

    private func keep(_ notice: ReturnNotice, _ verdict: Verdict) throws {
        let failure = verdict.failure
        let content =
            verdict.outcome.keepsMessage && !notice.content.isEmpty
            ? Data(verdict.outcome == .letter ? notice.content[...] : notice.content.prefix(Self.longest))
            : nil
        try db.execute(
            sql: """
                INSERT INTO returned (digest, at, source, recipient, matter, outcome, mailing_id, subscriber_id, provider, class,
                    persistence, code, status, reply, kind, suppresses, sender, subject, content)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Data(notice.digest), now, notice.source, notice.recipient, notice.matter.word,
                verdict.outcome.rawValue,
                notice.copy?.mailing.rawValue, notice.copy?.subscriber.rawValue, verdict.provider,
                failure?.cause.rawValue, failure?.persistence.rawValue, failure?.reply?.code,
                failure?.reply?.status?.description,
                failure.map { String($0.description.prefix(Self.longestReply)) }, verdict.kind?.rawValue,
                verdict.suppresses, String(notice.sender.prefix(300)), String(notice.subject.prefix(300)),
                content,
            ])
    }
}

extension ReturnNotice.Copy {
    fileprivate var isTest: Bool { mailing.rawValue == 0 && subscriber.rawValue == 0 }
}

extension ReturnNotice.Matter {
    var failure: Failure? {
        switch self {
        case .bounce(let failure, _), .delay(let failure): failure
        case .complaint, .unsubscription, .automaticReply, .letter, .unknown: nil
        }
    }

    /// Whether it asks for a change of what its token names.
    fileprivate var isOfCopy: Bool {
        switch self {
        case .bounce, .delay, .complaint, .unsubscription: true
        case .automaticReply, .letter, .unknown: false
        }
    }

    /// The word of the table `returned`.
    fileprivate var word: String {
        switch self {
        case .bounce: "bounce"
        case .delay: "delay"
        case .complaint: "complaint"
        case .unsubscription: "unsubscribe"
        case .automaticReply: "autoreply"
        case .letter: "letter"
        case .unknown: "unknown"
        }
    }
}
