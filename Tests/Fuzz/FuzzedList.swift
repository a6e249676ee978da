// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import SQLiteStore
import Subscribers
import Synchronization

/// A few people in a real database, of whom segments ask.
final class FuzzedList: Sendable {
    private let store: SubscriberStore
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let path = directory.appending(path: "daybreak.db").path
        let now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
        let random: @Sendable () -> UInt64 = { .random(in: .min ... .max) }
        try NewsroomDatabase.create(at: path, now: now, random: random)
        let store = SubscriberStore(try NewsroomDatabase(opening: path, now: now, random: random))
        self.store = store
        try Self.waiting {
            try await store.create(try MailingList(name: "morning", title: "Morning"))
            for (name, type) in Self.attributes { try await store.set(name, to: type) }
            let candidates = Mutex(try Self.candidates())
            var order = ImportOrder(list: "morning", source: "fuzz")
            order.attributes = Self.attributes
            _ = try await store.importRows(
                order, next: { candidates.withLock { $0.popLast() } }, note: { _ in })
        }
    }

    private static let attributes: [(name: String, type: AttributeType)] = [
        ("city", .text), ("age", .number), ("member", .boolean), ("birthday", .date), ("tags", .list),
        ("місто", .text),
    ]

    private static func candidates() throws -> [ImportCandidate] {
        let text = """
            email,city,age,member,birthday,tags,місто
            ann@inbox.test,Kyiv,31,yes,1990-02-28,"vip,early",Київ
            bo@inbox.test,Lviv,,no,,late,
            """
        var pieces = [Array(text.utf8)]
        var reader = CSVReader { pieces.popLast() }
        _ = try reader.next()
        let columns = try ImportColumns(
            reader.record, known: Dictionary(uniqueKeysWithValues: attributes.map { ($0.name, $0.type) }))
        var found: [ImportCandidate] = []
        while try reader.next() {
            let row = Result { () throws(ImportRow.Rejection) in try ImportRow(reader.record, columns) }
            found.append(.init(line: reader.record.line, address: "", row: row))
        }
        return found
    }

    /// Whatever compiles must run, and what does not must say where.
    func broken(bySegment text: String) -> String? {
        do {
            let segment = try Segment(text)
            let store = store
            let count = try Self.waiting { try await store.count(segment) }
            return (0...2).contains(count) ? nil : "\(count) of two people"
        } catch let fault as SegmentFault {
            let isPlaced = fault.column >= 1 && fault.column <= text.unicodeScalars.count + 1
            return isPlaced && !fault.description.utf8.contains(0x0A)
                ? nil : "a fault at column \(fault.column): \(fault)"
        } catch {
            return "\(error)"
        }
    }

    /// Waits on the main thread, which nothing else needs.
    private static func waiting<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws
        -> Value
    {
        let result = Mutex<Result<Value, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        Task {
            let outcome: Result<Value, any Error>
            do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
            result.withLock { $0 = outcome }
            done.signal()
        }
        done.wait()
        guard let outcome = result.withLock({ $0 }) else { fatalError("no result") }
        return try outcome.get()
    }

    deinit { try? FileManager.default.removeItem(at: directory) }
}

/// A subscriber file that nobody would write.
enum PeopleFile {
    static func broken(by input: [UInt8]) -> String? {
        var pieces = [input]
        var reader = CSVReader(delimiter: CSVReader.delimiter(of: input)) { pieces.popLast() }
        guard (try? reader.next()) == true, let columns = try? ImportColumns(reader.record) else {
            return nil
        }
        for (name, _) in columns.attributes
        where name.unicodeScalars.contains(where: { "\"'\\".unicodeScalars.contains($0) }) {
            return "an attribute called \(name)"
        }
        var rows = 0
        while (try? reader.next()) == true, rows < 200 {
            rows += 1
            guard let row = try? ImportRow(reader.record, columns) else { continue }
            if let fault = broken(row) { return fault }
        }
        return nil
    }

    private static func broken(_ row: ImportRow) -> String? {
        if row.address.description.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
            return "an address with a space"
        }
        guard let members = AttributeJSON.members(row.attributes) else {
            return "attributes that are no JSON: \(row.attributes)"
        }
        if AttributeJSON.text(members) != row.attributes {
            return "attributes that change: \(row.attributes)"
        }
        guard (try? JSONSerialization.jsonObject(with: Data(row.attributes.utf8))) != nil else {
            return "attributes that another reader refuses: \(row.attributes)"
        }
        return nil
    }
}
