// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import NewsroomSupport
import SQLiteStore
import Subscribers
import Synchronization

@testable import Newsroom

/// A newsroom into which a test imports files.
struct ImportDesk {
    let place: TemporaryNewsroom

    var newsroom: Newsroom { place.newsroom }

    init() async throws { place = try await TemporaryNewsroom(readers: 1) }

    /// What an import did and said.
    struct Taken {
        let report: ImportReport
        let kind: String
        /// `3: no @ in it`
        let rejects: [String]
        let warnings: [String]
    }

    /// Where a file of the test stands.
    func path(_ name: String) -> String { place.directory.appending(path: name).path }

    func write(_ bytes: [UInt8], to name: String = "readers.csv") throws -> String {
        try Data(bytes).write(to: URL(filePath: path(name)))
        return path(name)
    }

    func text(of name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    func take(
        _ text: String, to list: String = "morning", change: (inout FileImport) -> Void = { _ in }
    ) async throws -> Taken { try await take(bytes: Array(text.utf8), to: list, change: change) }

    func take(
        bytes: [UInt8], to list: String = "morning", change: (inout FileImport) -> Void = { _ in }
    ) async throws -> Taken {
        var order = FileImport(try write(bytes), to: list)
        change(&order)
        let notes = Notes()
        let outcome = try await newsroom.people.importFile(order, note: notes.add)
        return Taken(
            report: outcome.report, kind: outcome.kind, rejects: notes.rejects, warnings: notes.warnings)
    }

    /// The people of a list, `ann@inbox.test Ann Or active {}`, in the order they came.
    func members(of list: String = "morning") async throws -> [String] {
        let lines = Lines()
        try await newsroom.context.subscribers.members(of: list) { member in
            let person = member.person
            let words = [
                person.address.description, person.firstName, person.lastName, person.language,
                person.timeZone,
                member.status.name, person.attributes,
            ]
            lines.add(words.filter { !$0.isEmpty }.joined(separator: " "))
        }
        return lines.all.filter { !$0.hasPrefix("reader1@") }
    }

    /// The export that `subscriber export` writes.
    func export(_ list: String, asJSON: Bool) async throws -> String {
        let names = try await newsroom.context.subscribers.attributes().keys.sorted()
        let lines = Lines()
        let titles = [
            "email", "first_name", "last_name", "language", "timezone", "status", "subscribed_at",
            "unsubscribed_at",
        ]
        if !asJSON { lines.add(CSVWriter.line(titles + names)) }
        try await newsroom.context.subscribers.members(of: list) { member in
            lines.add(asJSON ? try Self.json(member) : Self.csv(member, names))
        }
        return lines.all.joined()
    }

    private static func json(_ member: ListMember) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(MemberLine(member)), as: UTF8.self) + "\n"
    }

    private static func csv(_ member: ListMember, _ names: [String]) -> String {
        let person = member.person
        let values = Dictionary(uniqueKeysWithValues: person.members.map { ($0.name, $0.value.text) })
        return CSVWriter.line(
            [
                person.address.description, person.firstName, person.lastName, person.language,
                person.timeZone,
                member.status.name, RFC3339.exactText(member.joinedAt),
                member.status == .unsubscribed ? RFC3339.exactText(member.changedAt) : "",
            ] + names.map { values[$0] ?? "" })
    }

    /// All suppressions as `suppression export` writes them.
    func suppressions() async throws -> String {
        let lines = Lines()
        try await newsroom.context.subscribers.suppressions { entry in
            let subject =
                switch entry.subject {
                case .address(let hash): hash.description
                case .domain(let name): "@\(name)"
                }
            lines.add(CSVWriter.line([subject, entry.reason, RFC3339.exactText(entry.since)]))
        }
        return "subject,reason,since\n" + lines.all.joined()
    }
}

/// Texts gathered on another thread.
private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

private final class Notes: Sendable {
    private let notes = Mutex<[ImportNote]>([])

    func add(_ note: ImportNote) { notes.withLock { $0.append(note) } }

    var rejects: [String] {
        notes.withLock { $0 }.compactMap {
            if case .rejected(let remark) = $0 { "\(remark.line): \(remark.reason)" } else { nil }
        }
    }

    var warnings: [String] {
        notes.withLock { $0 }.compactMap {
            if case .warning(let remark) = $0 { "\(remark.line): \(remark.reason)" } else { nil }
        }
    }
}
