// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SQLiteStore
import SeededRandom
import Sender
import Subscribers
import Testing

@Suite("Consent, whatever happens")
struct ConsentPropertyTests {
    @Test("nobody is mailed who said no, until they ask again", arguments: 0..<20)
    func holds(block: UInt64) async throws {
        for seed in (block * 10)..<(block * 10 + 10) {
            var life = try await Life(seed: seed)
            for _ in 0..<40 where life.isSound { try await life.go() }
        }
    }
}

/// A random sequence of events in one newsroom, and the model of it.
private struct Life {
    private let fixture: TemporaryDatabase
    private let outbox: SQLiteOutbox
    private var model = ConsentModel()
    private var dice: SeededGenerator
    private var history: [String] = []
    private let seed: UInt64
    private(set) var isSound = true

    private static let addresses = ["ann@a.test", "bo@a.test", "cy@b.test", "zoë@b.test"]
    private static let lists = ["single", ConsentModel.double]

    init(seed: UInt64) async throws {
        self.seed = seed
        dice = SeededGenerator(seed: seed)
        fixture = try TemporaryDatabase()
        try await fixture.hurry()
        try await fixture.create("single")
        try await fixture.create(ConsentModel.double, isDouble: true)
        outbox = try await SQLiteOutbox(fixture)
    }

    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: choices.indices, using: &dice)]
    }

    mutating func go() async throws {
        let (address, list) = (pick(Self.addresses), pick(Self.lists))
        switch Int.random(in: 0..<24, using: &dice) {
        case 0..<4: try await ask(address, list)
        case 4, 5: try await confirm(address, list)
        case 6, 7: try await leave(address, list)
        case 8..<11: try await load(list)
        case 11..<14: try await mail(list)
        case 14: try await suppress(address)
        case 15: try await release(address)
        case 16: try await suppressDomain(of: address)
        case 17: try await releaseDomain(of: address)
        case 18: try await change(address, to: pick(Self.addresses))
        case 19: try await erase(address)
        case 20: try await expire()
        case 21: try await prune()
        default: advance()
        }
        try await compare()
    }

    private mutating func note(_ what: String) { history.append(what) }

    private mutating func expect(_ truth: Bool, _ what: @autoclosure () -> String) {
        if truth { return }
        isSound = false
        Issue.record("seed \(seed): \(what()) after \(history.joined(separator: "; "))")
    }

    private mutating func compare() async throws {
        let rows = try await fixture.texts(
            """
            SELECT l.name || ' ' || s.address_key FROM subscription p JOIN list l ON l.id = p.list_id
            JOIN subscriber s ON s.id = p.subscriber_id WHERE p.status = 1 AND s.suppressed = 0
            """)
        let wanted = Set(Self.lists.flatMap { list in model.mailable(list).map { "\(list) \($0)" } })
        expect(Set(rows) == wanted, "\(rows.sorted()) are reached, not \(wanted.sorted())")
        // What is wrong stays wrong, so it need not be looked for each time.
        guard history.count.isMultiple(of: 10) else { return }
        let faults = try await fixture.database.check()
        expect(faults.isEmpty, "\(faults)")
    }

    private mutating func ask(_ address: String, _ list: String) async throws {
        note("\(address) asks for \(list)")
        model.ask(address, list, now: fixture.now)
        let written = Bool.random(using: &dice) ? address : address.uppercased()
        let message = try fixture.frozen(key: "ask\(seed)-\(history.count)")
        try await fixture.ask(written, for: list) { _ in message }
    }

    private mutating func confirm(_ address: String, _ list: String) async throws {
        note("\(address) confirms \(list)")
        guard let person = try await fixture.subscribers.subscriber(EmailAddress(address)) else { return }
        model.confirm(address, list, now: fixture.now)
        _ = try await fixture.subscribers.confirm(
            person.id, on: list, within: .milliseconds(ConsentModel.lifetime), because: Evidence("link"))
    }

    private mutating func leave(_ address: String, _ list: String) async throws {
        note("\(address) leaves \(list)")
        model.leave(address, list)
        guard let person = try await fixture.subscribers.subscriber(EmailAddress(address)) else { return }
        _ = try await fixture.subscribers.unsubscribe(person.id, from: list, because: Evidence("link"))
    }

    private mutating func load(_ list: String) async throws {
        var text = "email,status\n"
        for address in Self.addresses.shuffled(using: &dice).prefix(Int.random(in: 1...3, using: &dice)) {
            // Of an address that is suppressed, or was left for another, a file's status is not taken.
            let status =
                model.isMailable(address)
                ? pick(["", "", "active", "unsubscribed", "pending", "bounced"]) : ""
            text += "\(address),\(status)\n"
            model.take(address, ImportStatus(word: status), list, now: fixture.now)
        }
        let mode = pick(ImportMode.allCases)
        note(
            "import (\(mode)) onto \(list) of \(text.split(separator: "\n").dropFirst().joined(separator: " "))"
        )
        try await fixture.load(text, to: list, mode: mode)
    }

    private mutating func mail(_ list: String) async throws {
        note("\(list) is mailed")
        let mailing: MailingID
        do { mailing = try await fixture.publish(list) } catch StoreError.nobody {
            expect(model.mailable(list).isEmpty, "\(list) is said to have nobody")
            return
        }
        // Sometimes things happen before it is sent.
        if Bool.random(using: &dice) { return }
        let rows = try await outbox.lease()
        let reached = Set(rows.filter { $0.mailing == mailing }.map { $0.recipient.key })
        expect(reached == model.mailable(list), "\(reached.sorted()) are mailed")
        for row in rows {
            let sent = try await fixture.mailings.mailing(row.mailing)
            guard let sent else { continue }
            let address = row.recipient.key
            let isWanted =
                sent.edition == nil
                ? model.isAskable(address, sent.list) : model.mailable(sent.list).contains(address)
            expect(isWanted, "\(address) is mailed \(sent)")
        }
        for row in rows {
            let disposition = pick([Disposition.taken, .taken, .refused(.policy), .refused(.unknownUser)])
            if disposition == .refused(.unknownUser) {
                note("\(row.recipient.key) bounces")
                model.ban(row.recipient.key, "unknownUser")
            }
            try await outbox.settle([row], disposition)
        }
    }

    private mutating func suppress(_ address: String) async throws {
        let reason = pick([SuppressionReason.complaint.rawValue, "by hand"])
        note("\(address) is suppressed")
        model.ban(address, reason)
        _ = try await fixture.subscribers.suppress(
            EmailAddress(address), because: reason, evidence: Evidence("desk"))
    }

    private mutating func release(_ address: String) async throws {
        note("\(address) is released")
        model.release(address)
        _ = try await fixture.subscribers.release(EmailAddress(address), evidence: Evidence("desk"))
    }

    private mutating func suppressDomain(of address: String) async throws {
        let domain = ConsentModel.domain(address)
        note("\(domain) is suppressed")
        model.setBan(of: domain, true)
        _ = try await fixture.subscribers.suppress(domain: domain, because: "by hand")
    }

    private mutating func releaseDomain(of address: String) async throws {
        let domain = ConsentModel.domain(address)
        note("\(domain) is released")
        model.setBan(of: domain, false)
        _ = try await fixture.subscribers.release(domain: domain)
    }

    private mutating func change(_ address: String, to other: String) async throws {
        guard let person = try await fixture.subscribers.subscriber(EmailAddress(address)) else { return }
        note("\(address) becomes \(other)")
        let isAllowed = model.change(address, to: other)
        do {
            try await fixture.subscribers.change(
                person.id, to: EmailAddress(other), because: Evidence("page"))
            expect(isAllowed, "the address is not refused")
        } catch is StoreError {
            expect(!isAllowed, "the address is refused")
        }
    }

    private mutating func erase(_ address: String) async throws {
        guard let person = try await fixture.subscribers.subscriber(EmailAddress(address)) else { return }
        note("\(address) is erased")
        model.erase(address)
        try await fixture.subscribers.forget(person.id, suppressing: .erased)
    }

    private mutating func expire() async throws {
        note("requests expire")
        model.expire(now: fixture.now)
        _ = try await fixture.subscribers.expireRequests(olderThan: .milliseconds(ConsentModel.lifetime))
    }

    private mutating func prune() async throws {
        note("ledgers are pruned")
        _ = try await fixture.database.prune(deliveries: .seconds(5 * 86_400), events: .seconds(5 * 86_400))
    }

    private mutating func advance() {
        let days = Int.random(in: 1...5, using: &dice)
        note("\(days) days pass")
        fixture.advance(by: .seconds(days * 86_400))
    }
}
