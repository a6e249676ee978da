// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
import OutboxContract
import SeededRandom
import Sender
import Subscribers
import Synchronization
import Testing

@testable import SQLiteStore

/// A real database in a directory of its own, with a clock that the test moves.
final class TemporaryDatabase: LedgerFixture {
    let directory: URL
    let database: NewsroomDatabase
    let random: RandomBits
    private let clock: ManualClock

    /// Milliseconds since 1970.
    var now: Int64 { clock.milliseconds }

    /// - Parameter seed: of everything that the database leaves to chance.
    init(seed: UInt64 = 1) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "daybreak-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        clock = ManualClock()
        let bits = SeededBits(seed)
        random = RandomBits { bits.next() }
        database = try NewsroomDatabase(
            path: directory.appending(path: "daybreak.db").path, now: { [clock] in clock.milliseconds },
            random: random)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    var subscribers: SubscriberStore { SubscriberStore(database) }
    var mailings: MailingStore { MailingStore(database) }
    var tokenKeys: TokenKeyStore { TokenKeyStore(database) }
    var operating: any MailingOperating { mailings }
    var ledger: any MailingAmending & MailingReporting & MailingCopying { mailings }

    func worker(retry: RetryPolicy) async throws -> (outbox: any Outbox, journal: any TransmissionJournal) {
        let outbox = try await SQLiteOutbox(database, retry: retry)
        return (outbox, outbox.journal)
    }

    func outbox(retry: RetryPolicy) async throws -> any Outbox {
        try await SQLiteOutbox(database, retry: retry)
    }

    func publish(to count: Int, terms: MailingTerms = MailingTerms()) async throws -> MailingID {
        let list = try MailingList(name: "morning", title: "Morning")
        if try await subscribers.lists().isEmpty { try await subscribers.create(list) }
        for number in 1...count {
            try await ask("reader\(number)@inbox.test")
        }
        return try await publish("morning", terms: terms)
    }

    func frozen(key: String) throws -> FrozenMessage {
        FrozenMessage(key: key, versions: try versions(saying: "Hello"))
    }

    func versions(saying text: String) throws -> [FrozenVersion] {
        let draft = MessageDraft(
            from: Mailbox(address: try EmailAddress("desk@news.test")), subject: MergeText("Morning"),
            date: MessageDate(unixSeconds: 0), messageIDDomain: "news.test", list: ("Morning", "m.news.test"),
            unsubscribeURL: MergeText("https://news.test/u"),
            language: "en", text: MergeText(text), html: MergeText("<p>\(text)</p>"))
        return [FrozenVersion(without: [], template: try draft.compiled(), edition: "{}")]
    }

    func unsubscribe(_ subscriber: SubscriberID, from mailing: MailingID) async throws {
        _ = try await subscribers.unsubscribe(subscriber, from: "morning", because: Evidence("test"))
    }

    func move(_ subscriber: SubscriberID) async throws {
        try await subscribers.change(
            subscriber, to: EmailAddress("moved\(subscriber)@inbox.test"), because: Evidence("test"))
    }

    func standing(of mailing: MailingID) async throws -> MailingState? {
        try await mailings.mailing(mailing)?.state
    }

    func edition(of mailing: MailingID) async throws -> EditionID {
        try #require(try await mailings.mailing(mailing)?.edition)
    }

    func recipes(of mailing: MailingID) async throws -> [RecipeID: CopyRecipe] {
        try await mailings.recipes(of: mailing)
    }

    func failLeases(_ fail: Bool) async throws {
        try await run(
            fail
                ? """
                CREATE TRIGGER broken BEFORE UPDATE ON delivery WHEN NEW.state = \(DeliveryState.leased.rawValue)
                BEGIN SELECT RAISE(ABORT, 'no'); END
                """ : "DROP TRIGGER broken")
    }

    func counts(of mailing: MailingID) async throws -> [DeliveryState: Int] {
        try await mailings.counts(of: mailing)
    }

    func advance(by duration: Duration) { clock.advance(by: duration) }
}

/// For lists that ask nobody to confirm.
@Sendable func noLetter(_ list: MailingList) throws -> FrozenMessage {
    throw StoreError.failed("\(list.name) asks nobody to confirm")
}

/// One person.
func person(_ address: String) throws -> ImportRow {
    ImportRow(address: try EmailAddress(address), firstName: "", lastName: "")
}

/// The rows of a CSV text, and the attributes that have columns.
func importRows(
    _ text: String, known: [String: AttributeType] = [:]
) throws -> (candidates: [ImportCandidate], attributes: [(name: String, type: AttributeType)]) {
    var chunks = [Array(text.utf8)]
    var reader = CSVReader { chunks.popLast() }
    _ = try reader.next()
    let columns = try ImportColumns(reader.record, known: known)
    var candidates: [ImportCandidate] = []
    while try reader.next() {
        let record = reader.record
        let row = Result { () throws(ImportRow.Rejection) in try ImportRow(record, columns) }
        candidates.append(.init(line: record.line, address: record.text(0) ?? "", row: row))
    }
    return (candidates, columns.attributes)
}

private final class SeededBits: Sendable {
    private let generator: Mutex<SeededGenerator>

    init(_ seed: UInt64) { generator = Mutex(SeededGenerator(seed: seed)) }

    func next() -> UInt64 { generator.withLock { $0.next() } }
}

private final class ManualClock: Sendable {
    private let time = Mutex<Int64>(1_790_000_000_000)

    var milliseconds: Int64 { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 += duration.milliseconds } }
}
