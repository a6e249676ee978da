import Composer
import Foundation
public import MailFormat
public import SQLiteStore
public import Subscribers

extension Newsroom {
    /// Imports a CSV file onto a list, in one transaction and constant memory.
    /// - Parameter reject: called for each row not taken.
    public func importFile(
        _ path: String, to list: String, reject: @escaping @Sendable (ImportReport.Reject) throws -> Void
    ) async throws -> ImportReport {
        let reader = try SubscriberFile(path: path)
        return try await subscribers.importRows(
            to: list, source: "file \(path)", next: { try reader.next() }, reject: reject)
    }

    /// Adds one person at their own wish.
    public func add(
        _ address: String, firstName: String, lastName: String, to list: String
    ) async throws -> SubscriberStore.Addition {
        let row: ImportRow
        do {
            row = ImportRow(address: try EmailAddress(address), firstName: firstName, lastName: lastName)
        } catch {
            throw NewsroomError(.data, "“\(address)” is no e-mail address: \(error)")
        }
        return try await subscribers.add(row, to: list, source: "command line")
    }

    /// Changes which of the publication's optional sections a reader does without.
    public func chooseSections(
        _ subscriber: SubscriberID, without: [String], with: [String]
    ) async throws {
        let optional = try publication().0.optionalSections
        for section in without + with where !optional.contains(section) {
            let known = optional.isEmpty ? "none" : optional.joined(separator: ", ")
            throw NewsroomError(
                .data,
                "“\(section)” is no section that readers can do without: optional_sections names \(known)")
        }
        for section in without { try await subscribers.set(section, isWanted: false, by: subscriber) }
        for section in with { try await subscribers.set(section, isWanted: true, by: subscriber) }
    }

    /// A person who must be there.
    public func subscriber(_ address: EmailAddress) async throws -> Subscriber {
        guard let found = try await subscribers.subscriber(address) else {
            throw NewsroomError(.data, "nobody here has the address \(address)")
        }
        return found
    }
}

/// A subscriber file being read.
///
/// `@unchecked Sendable`: one import pulls from it, on one thread at a time, until it ends.
private final class SubscriberFile: @unchecked Sendable {
    private let columns: ImportColumns
    private var reader: CSVReader

    private static let chunk = 1 << 16

    init(path: String) throws {
        let handle: FileHandle
        if path == "-" {
            handle = .standardInput
        } else {
            do { handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path)) } catch {
                throw NewsroomError(.data, "\(path) cannot be read: \(Newsroom.why(error))")
            }
        }
        reader = CSVReader {
            do {
                let data = try handle.read(upToCount: Self.chunk) ?? Data()
                return data.isEmpty ? nil : [UInt8](data)
            } catch {
                throw NewsroomError(.io, "\(path) cannot be read to its end: nothing was imported")
            }
        }
        guard try reader.next() else { throw NewsroomError(.data, "\(path) is empty") }
        do {
            columns = try ImportColumns(reader.record)
        } catch {
            throw NewsroomError(.data, "\(path) \(error)")
        }
    }

    func next() throws -> SubscriberStore.ImportCandidate? {
        while try reader.next() {
            let record = reader.record
            if record.isBlank { continue }
            let row = Result { () throws(ImportRow.Rejection) in try ImportRow(record, columns) }
            return SubscriberStore.ImportCandidate(line: record.line, address: shownAddress(record), row: row)
        }
        return nil
    }

    /// Whatever the file has for an address, fit to be shown.
    private func shownAddress(_ record: CSVRecord) -> String {
        guard let column = columns.meanings.firstIndex(of: .address), column < record.count else { return "" }
        let text = String(decoding: record[column].prefix(200), as: UTF8.self)
        return String(
            String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }
}
