// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SQLiteStore
import Subscribers

/// Suppressions in a file.
///
/// `@unchecked Sendable`: one import pulls from it, on one thread at a time.
final class SuppressionFile: @unchecked Sendable {
    private var reader: CSVReader
    private let path: String
    private let reason: String
    private let now: Int64
    private(set) var read = 0

    init(path: String, reason: String, now: Int64) throws {
        self.path = path
        self.reason = reason
        self.now = now
        let source = try ByteSource(path: path, encoding: nil) { _, _ in }
        reader = CSVReader(delimiter: CSVReader.delimiter(of: try source.peek())) { try source.next() }
    }

    func next() throws -> SuppressionEntry? {
        while try reader.next() {
            let record = reader.record
            if record.isBlank { continue }
            if let fault = record.fault { throw unusable(record, .broken(fault)) }
            guard let text = record.text(0) else { throw unusable(record, .notUTF8) }
            if text.isEmpty { continue }
            if record.line == 1, !text.contains("@"), AddressHash(hexadecimal: text) == nil { continue }
            read += 1
            return try entry(text, record)
        }
        return nil
    }

    private func entry(_ text: String, _ record: CSVRecord) throws -> SuppressionEntry {
        let why = record.count > 1 ? record.text(1).map(CSVWriter.unguarded) ?? "" : ""
        let since = record.count > 2 ? record.text(2).flatMap(ImportTime.milliseconds) : nil
        func made(_ subject: SuppressionEntry.Subject) -> SuppressionEntry {
            .init(subject, reason: why.isEmpty ? reason : why, since: since ?? now)
        }
        if let hash = AddressHash(hexadecimal: text.lowercased()) { return made(.address(hash)) }
        do throws(PeopleFault) {
            switch try SuppressionSubject(text) {
            case .address(let address): return made(.address(AddressHash(address)))
            case .domain(let domain): return made(.domain(domain))
            }
        } catch {
            throw unusable(record, .subject(error))
        }
    }

    private func unusable(_ record: CSVRecord, _ fault: ImportFault.LineFault) -> ImportFault {
        .suppression(path, line: record.line, fault)
    }
}
