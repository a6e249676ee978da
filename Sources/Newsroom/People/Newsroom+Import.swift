import Foundation
import MailFormat
import SQLiteStore
public import Subscribers
import Synchronization
import Threads

extension Newsroom {
    /// How a file is imported.
    public struct FileImport: Sendable {
        /// The file; `-` for standard input.
        public let path: String
        /// The list's name.
        public let list: String
        /// What becomes of people who are here.
        public var mode = ImportMode.update
        /// Only says what would be done.
        public var isRehearsal = false
        /// Takes the file at its word also where it takes most of the list off it.
        public var mayTakeMostOff = false
        /// nil to find out.
        public var encoding: String?
        /// What to take columns for, by their titles.
        public var map: [String: String] = [:]
        /// Where to write the rows that were not taken, to be mended and imported again.
        public var rejects: String?

        /// A file onto a list.
        public init(_ path: String, to list: String) {
            self.path = path
            self.list = list
        }
    }

    /// What an import did, and what the file was.
    public struct ImportOutcome: Sendable {
        /// What it did.
        public let report: ImportReport
        /// `Mailchimp, UTF-8`
        public let kind: String
    }

    /// Imports a file onto a list, in one transaction and constant memory.
    /// - Parameters:
    ///   - note: called for each row not taken, and each oddity.
    ///   - progress: called with the bytes read and the bytes in all.
    public func importFile(
        _ order: FileImport, note: @escaping @Sendable (ImportNote) throws -> Void,
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> ImportOutcome {
        let file = try SubscriberFile(
            path: order.path, encoding: order.encoding, map: order.map,
            known: try await subscribers.attributes(), progress: progress)
        let rejects = try order.rejects.map { try RejectFile($0, titles: file.rejectTitles) }
        let name = order.path == "-" ? "standard input" : URL(fileURLWithPath: order.path).lastPathComponent
        var store = ImportOrder(list: order.list, source: "file \(name)")
        (store.mode, store.isRehearsal, store.attributes) = (order.mode, order.isRehearsal, file.attributes)
        store.mayTakeMostOff = order.mayTakeMostOff
        let keepsCells = rejects != nil
        let rows = ReadAhead { try file.next(keepingCells: keepsCells) }
        defer { rows.stop() }
        let latest = Mutex<SubscriberFile.Row?>(nil)
        do {
            let report = try await subscribers.importRows(
                store,
                next: {
                    let row = try rows.next()
                    latest.withLock { $0 = row }
                    return row?.candidate
                },
                note: { remark in
                    if case .rejected(let reject) = remark {
                        let cells = latest.withLock { $0?.cells ?? [] }
                        try rejects?.add(["\(reject.line)", reject.reason] + cells)
                    }
                    try note(remark)
                })
            return ImportOutcome(report: report, kind: file.kind)
        } catch {
            rejects?.remove()
            throw error
        }
    }

}

/// A CSV file of rows that were not taken.
///
/// `@unchecked Sendable`: one import writes it, on one thread at a time.
private final class RejectFile: @unchecked Sendable {
    private let path: String
    private let handle: FileHandle

    init(_ path: String, titles: [String]?) throws {
        guard let titles else {
            throw NewsroomError(
                .usage, "--rejects needs a CSV file: what is wrong with JSON lines is said with their numbers"
            )
        }
        self.path = path
        guard !FileManager.default.fileExists(atPath: path),
            FileManager.default.createFile(atPath: path, contents: Data(CSVWriter.line(titles).utf8)),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw NewsroomError(
                .data, "\(path) is there already or cannot be made: name another file for --rejects")
        }
        self.handle = handle
        _ = try? handle.seekToEnd()
    }

    func add(_ fields: [String]) throws {
        // Whoever mends it does so in a spreadsheet. What came from one may be guarded already.
        let line = CSVWriter.line(fields.map { CSVWriter.guarded(CSVWriter.unguarded($0)) })
        do { try handle.write(contentsOf: Data(line.utf8)) } catch {
            throw NewsroomError(.io, "\(path) cannot be written: nothing was imported")
        }
    }

    /// Takes the file away: nothing was imported, and the next try wants its name.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
