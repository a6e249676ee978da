// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Notices refusals that concern us and not the readers who met them: some in a row with nobody accepted between stop the
/// mailing, and cost nobody anything.
///
/// | refusal | in a row | what it is |
/// | --- | --- | --- |
/// | a copy that could not be written or signed | 1 | our fault |
/// | of the message (`Failure.Scope.message`), by whatever relay | 3 | one server's whim, or the message |
/// | of a reader for good, by one relay, in words that say nothing of a mailbox, the same each time | 3 | a server's rule, or our account |
///
/// Until it is known which, a refusal is held back: its row stays in flight. An acceptance, or a refusal in other words, makes
/// those before it what they say they are. Those that stop their mailing go back to the queue.
struct MessageBrake {
    /// Refusals in a row that stop a mailing.
    static let limit = 3

    /// Who was refused in a row.
    private struct Row {
        /// What every refusal of the row says, without addresses, numbers and the server's own names for messages.
        let words: String
        var held: [JobResult] = []
        /// Whether the mailing was stopped because of it: the others go back to the queue at once.
        var isFull = false
    }

    private struct Key: Hashable {
        let mailing: MailingID
        /// Nil for refusals of the message, which all relays together count.
        let relay: Int?
    }

    private var rows: [Key: Row] = [:]
    private var refused: [MailingID: Failure] = [:]

    /// Takes a result of a relay.
    /// - Returns: what can be settled now, of this one and of those that were held back.
    mutating func note(_ result: JobResult, from relay: Int) -> [Settlement] {
        let (byAll, byOne) = (
            Key(mailing: result.mailing, relay: nil), Key(mailing: result.mailing, relay: relay)
        )
        if result.settlement.disposition.isAccepted {
            if rows.isEmpty { return [result.settlement] }
            return release(byAll) + release(byOne) + [result.settlement]
        }
        guard case .failed(let failure) = result.settlement.disposition, failure.persistence == .permanent
        else { return [result.settlement] }
        switch failure.scope {
        case .message: return hold(result, failure, in: byAll, words: "")
        case .recipient where failure.bounce == nil && !result.standsAlone:
            guard let reply = failure.reply else { return [result.settlement] }
            return hold(result, failure, in: byOne, words: Self.words(of: reply))
        case .recipient, .domain, .relay: return [result.settlement]
        }
    }

    private mutating func hold(
        _ result: JobResult, _ failure: Failure, in key: Key, words: String
    ) -> [Settlement] {
        var row = rows[key] ?? Row(words: words)
        var settled: [Settlement] = []
        if row.words != words {
            settled = row.held.map(\.settlement)
            row = Row(words: words)
        }
        row.held.append(result)
        // Without a reply no relay has seen the copy: that it cannot be written is our own fault, and one is enough.
        row.isFull = row.isFull || row.held.count >= Self.limit || failure.reply == nil
        if row.isFull {
            refused[key.mailing] = failure
            settled += row.held.map(\.requeued)
            row.held = []
        }
        rows[key] = row
        return settled
    }

    private mutating func release(_ key: Key) -> [Settlement] {
        rows.removeValue(forKey: key).map { $0.held.map(\.settlement) } ?? []
    }

    /// Lets go of what is held back of mailings of which nothing more will come that could say what it is.
    /// - Parameters:
    ///   - busy: the others.
    ///   - areReaders: whether these refusals are what they say they are; else their rows go back to the queue.
    mutating func settle(except busy: Set<MailingID>, areReaders: Bool) -> [Settlement] {
        rows.keys.filter { !busy.contains($0.mailing) }.flatMap { key in
            defer { rows[key]?.held = [] }
            return (rows[key]?.held ?? []).map { areReaders ? $0.settlement : $0.requeued }
        }
    }

    /// Forgets the rows of mailings that were stopped and go out again: an operator has resumed them, and the next refusal is the
    /// first of a row.
    mutating func begin(_ mailings: Set<MailingID>) {
        for key in rows.keys where mailings.contains(key.mailing) && !stops(key.mailing) {
            if rows[key]?.isFull == true { rows[key] = nil }
        }
    }

    /// Whether a row was full.
    var hasStopped: Bool { rows.values.contains(where: \.isFull) }

    /// Whether something is held back.
    var isHolding: Bool { rows.values.contains { !$0.held.isEmpty } }

    /// Whether there are mailings to stop.
    var isOn: Bool { !refused.isEmpty }

    /// Whether a mailing is one of them.
    func stops(_ mailing: MailingID) -> Bool { refused[mailing] != nil }

    /// The mailings to stop since the last call, with the last refusal.
    mutating func release() -> [MailingID: Failure] {
        defer { refused = [:] }
        return refused
    }

    private static func words(of reply: Reply) -> String {
        let own = reply.lines.joined(separator: " ").lowercased().split(separator: " ").filter { word in
            !word.utf8.contains {
                $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "<")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
        }
        return ([String(reply.code), reply.status?.description ?? ""] + own.map(String.init))
            .joined(separator: " ")
    }
}

extension JobResult {
    /// A settlement that puts the row back in the queue behind those that wait, with what the relay said of it and no attempt
    /// counted.
    fileprivate var requeued: Settlement {
        guard case .failed(let failure) = settlement.disposition else { return settlement }
        return Settlement(
            settlement.delivery, .postponed(failure.reply == nil ? nil : failure, after: .zero),
            work: settlement.work)
    }
}
