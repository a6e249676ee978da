// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import SQLiteStore
import Subscribers

/// A subscriber file being read: CSV in any encoding and with any delimiter, or the JSON lines of an export.
///
/// `@unchecked Sendable`: one import pulls from it, on one thread at a time, until it ends.
final class SubscriberFile: @unchecked Sendable {
    /// What it is, for the report: `Mailchimp, UTF-8`.
    let kind: String
    /// What each column is taken for, in words; empty where there are none.
    let columns: [(column: String, meaning: String)]
    /// The attributes that have columns.
    let attributes: [(name: String, type: AttributeType)]
    private var table: (reader: CSVReader, columns: ImportColumns)?
    private let lines: LineReader

    /// - Parameters:
    ///   - path: `-` for standard input.
    ///   - encoding: The file's encoding; nil to find out.
    ///   - map: what to take columns for; see `ImportColumns`.
    ///   - known: the types of the attributes there are.
    ///   - progress: is told how many bytes have been read, of how many.
    init(
        path: String, encoding: String?, map: [String: String], known: [String: AttributeType],
        progress: @escaping @Sendable (Int, Int) -> Void
    ) throws {
        let source = try ByteSource(path: path, encoding: encoding, progress: progress)
        lines = LineReader(source, known)
        let start = try source.peek()
        guard !start.isEmpty else { throw ImportFault.empty(path) }
        if start.first(where: { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }) == UInt8(ascii: "{") {
            kind = "JSON lines"
            (attributes, columns) = ([], [])
            return
        }
        var reader = CSVReader(delimiter: CSVReader.delimiter(of: start)) { try source.next() }
        repeat {
            guard try reader.next() else { throw ImportFault.empty(path) }
        } while reader.record.isBlank
        do throws(ImportColumns.Fault) {
            let read = try ImportColumns(reader.record, map: map, known: known)
            table = (reader, read)
            kind = "\(read.format.name), \(source.encoding)"
            (attributes, columns) = (read.attributes, read.summary)
        } catch {
            throw ImportFault.header(path, error)
        }
    }

    /// A row, and its cells where they are wanted.
    struct Row: Sendable {
        let candidate: ImportCandidate
        let cells: [String]
    }

    func next(keepingCells isKept: Bool) throws -> Row? {
        guard let columns = table?.columns else {
            return try lines.next().map { Row(candidate: $0, cells: []) }
        }
        while try table?.reader.next() == true, let record = table?.reader.record {
            if record.isBlank { continue }
            let row = Result { () throws(ImportRow.Rejection) in try ImportRow(record, columns) }
            let address = (try? row.get())?.address.description ?? Self.shownAddress(record, columns)
            return Row(
                candidate: ImportCandidate(line: record.line, address: address, row: row),
                cells: isKept ? Self.cells(record, columns) : [])
        }
        return nil
    }

    /// The column titles for a file of rejected rows; nil where rows are not CSV.
    ///
    /// The added columns stand first, so that a row with too many or too few fields stays as wrong as it was until somebody
    /// mends it.
    var rejectTitles: [String]? {
        guard let columns = table?.columns else { return nil }
        return [RejectColumns.line, RejectColumns.reason] + columns.titles.filter { !Self.isOurs($0) }
    }

    private static func cells(_ record: CSVRecord, _ columns: ImportColumns) -> [String] {
        (0..<record.count).filter { $0 >= columns.titles.count || !isOurs(columns.titles[$0]) }
            .map { String(decoding: record[$0], as: UTF8.self) }
    }

    private static func isOurs(_ title: String) -> Bool {
        [RejectColumns.line, RejectColumns.reason].contains(ImportColumns.normalised(title))
    }

    /// The file's text where the address should be, fit to be shown.
    private static func shownAddress(_ record: CSVRecord, _ columns: ImportColumns) -> String {
        guard let column = columns.meanings.firstIndex(of: .address), column < record.count else { return "" }
        return shown(record[column].prefix(200))
    }

    /// Shows invisible characters by their numbers, so that whoever looks for them finds them.
    static func shown(_ bytes: some Sequence<UInt8>) -> String {
        var result = String.UnicodeScalarView()
        for scalar in String(decoding: Array(bytes), as: UTF8.self).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control: continue
            case .format, .lineSeparator, .paragraphSeparator:
                result.append(contentsOf: "⟨\(scalar.codePoint)⟩".unicodeScalars)
            case .spaceSeparator where scalar != " ":
                result.append(contentsOf: "⟨\(scalar.codePoint)⟩".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

/// The JSON lines of an export.
private struct LineReader {
    private let buffer: Buffer
    private let known: [String: AttributeType]

    private final class Buffer {
        let source: ByteSource
        var bytes: [UInt8] = []
        var start = 0
        var line = 0

        init(_ source: ByteSource) { self.source = source }
    }

    private static let longest = 1 << 20

    init(_ source: ByteSource, _ known: [String: AttributeType]) {
        buffer = Buffer(source)
        self.known = known
    }

    func next() throws -> ImportCandidate? {
        while let line = try nextLine() {
            let text = line.drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
            if text.isEmpty { continue }
            do {
                let member = try JSONDecoder().decode(MemberLine.self, from: Data(text))
                return .init(
                    line: buffer.line, address: SubscriberFile.shown(member.address.utf8.prefix(200)),
                    row: member.row(known))
            } catch {
                let rejection = ImportRow.Rejection(reason: "no JSON object like those that an export writes")
                return .init(line: buffer.line, address: "", row: .failure(rejection))
            }
        }
        return nil
    }

    private func nextLine() throws -> ArraySlice<UInt8>? {
        var searched = buffer.start
        while true {
            if let end = buffer.bytes[searched...].firstIndex(of: 0x0A) {
                defer { buffer.start = end + 1 }
                buffer.line += 1
                return buffer.bytes[buffer.start..<end]
            }
            searched = buffer.bytes.count - buffer.start
            buffer.bytes.removeFirst(buffer.start)
            buffer.start = 0
            guard buffer.bytes.count < Self.longest else {
                throw ImportFault.longLine(buffer.line + 1)
            }
            guard let more = try buffer.source.next() else {
                guard !buffer.bytes.isEmpty else { return nil }
                buffer.line += 1
                defer { buffer.bytes = [] }
                return buffer.bytes[...]
            }
            buffer.bytes += more
        }
    }
}
