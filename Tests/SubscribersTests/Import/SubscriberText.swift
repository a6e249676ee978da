// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat

@testable import Subscribers

/// A subscriber file as a test writes it.
struct SubscriberText {
    let records: [CSVRecord]

    init(_ text: String) throws { try self.init(bytes: Array(text.utf8)) }

    init(bytes: [UInt8]) throws {
        var pieces = [bytes]
        var reader = CSVReader(delimiter: CSVReader.delimiter(of: bytes)) { pieces.popLast() }
        var records: [CSVRecord] = []
        while try reader.next() { records.append(reader.record) }
        self.records = records
    }

    func columns(_ known: [String: AttributeType] = [:]) throws -> ImportColumns {
        try ImportColumns(records[0], known: known)
    }

    /// What the first row becomes.
    func row(_ known: [String: AttributeType] = [:]) throws -> ImportRow {
        try ImportRow(records[1], columns(known))
    }

    /// What each row becomes, in words.
    func reading() throws -> String {
        let columns = try columns()
        let rows = records.dropFirst().map { record in
            do throws(ImportRow.Rejection) {
                return Self.words(try ImportRow(record, columns), line: record.line)
            } catch {
                return "line \(record.line): rejected: \(error.reason)\n"
            }
        }
        return "\(columns.format.name)\n" + rows.joined()
    }

    private static func words(_ row: ImportRow, line: Int) -> String {
        func time(_ milliseconds: Int64?) -> String {
            guard let milliseconds else { return "" }
            let fraction = "\(1000 + milliseconds % 1000)".dropFirst()
            return Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(.iso8601)
                .replacing("Z", with: ".\(fraction)Z")
        }
        let facts = [
            ("first name", row.firstName), ("last name", row.lastName), ("language", row.language),
            ("time zone", row.timeZone), ("status", row.status?.rawValue ?? ""), ("joined", time(row.joined)),
            ("left", time(row.left)), ("evidence", row.evidence ?? ""), ("attributes", row.attributes),
            (
                "unnamed",
                row.unnamed.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            ),
            ("odd", row.warnings.joined(separator: "; ")),
        ]
        return "line \(line): \(row.address)\n"
            + facts.filter { !$0.1.isEmpty }.map { "  \($0.0): \($0.1)\n" }.joined()
    }
}
