// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Subscribers

@Suite("A CSV file")
struct CSVReaderTests {
    /// Each record's line, fields and fault, read in chunks of `size` bytes.
    private func read(_ bytes: [UInt8], chunk size: Int) throws -> [(
        line: Int, fields: [String], fault: CSVRecord.Fault?
    )] {
        var rest = bytes[...]
        var reader = CSVReader {
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(size) }
            return Array(rest.prefix(size))
        }
        var records: [(Int, [String], CSVRecord.Fault?)] = []
        while try reader.next() {
            let record = reader.record
            records.append(
                (
                    record.line, (0..<record.count).map { String(decoding: record[$0], as: UTF8.self) },
                    record.fault
                ))
        }
        return records
    }

    @Test("gives the same records however its bytes come", arguments: [1, 2, 3, 5, 1000])
    func chunks(size: Int) throws {
        let text = "\u{FEFF}a,b\r\n1,\"x, \"\"y\"\"\r\nz\"\r\n\r\n2,\n3,\"\"\r4,5\" disk\n\"last\",end"
        let records = try read(Array(text.utf8), chunk: size)
        #expect(
            records.map(\.fields) == [
                ["a", "b"], ["1", "x, \"y\"\r\nz"], [""], ["2", ""], ["3", ""], ["4", "5\" disk"],
                ["last", "end"],
            ])
        #expect(records.map(\.line) == [1, 2, 4, 5, 6, 7, 8])
        #expect(records.allSatisfy { $0.fault == nil })
    }

    @Test(
        "names what is wrong with a record and reads on",
        arguments: [
            ("a,\"b\"c\nd,e\n", CSVRecord.Fault.strayQuote), ("a\u{0},b\nd,e\n", .nul),
        ])
    func faults(text: String, fault: CSVRecord.Fault) throws {
        let records = try read(Array(text.utf8), chunk: 7)
        #expect(records.map(\.fault) == [fault, nil])
        #expect(records.last?.fields == ["d", "e"])
    }

    @Test("a quote that is never closed is a fault of its record")
    func unclosed() throws {
        let records = try read(Array("a,b\n\"c,d\ne,f\n".utf8), chunk: 4)
        #expect(records.map(\.fault) == [nil, .unclosedQuote])
    }

    @Test("a field of ten megabytes is refused in constant memory, and the next record is read")
    func hugeField() throws {
        let huge = [UInt8](repeating: UInt8(ascii: "x"), count: 10_000_000)
        let records = try read(Array("a,\"".utf8) + huge + Array("\"\nb,c\n".utf8), chunk: 65_536)
        #expect(records.map(\.fault) == [.fieldTooLong, nil])
        #expect(records[0].fields[1].utf8.count == CSVReader.longestField)
        #expect(records[1].fields == ["b", "c"])
    }

    @Test("an empty file has no records")
    func empty() throws { #expect(try read([], chunk: 1).isEmpty) }

    @Test("written and read again is the same")
    func roundTrip() throws {
        let fields = [
            "plain", "with, comma", "with \"quotes\"", "two\nlines", "cr\rhere", " padded ", "", "ünïcödé",
        ]
        let records = try read(Array(CSVWriter.line(fields).utf8), chunk: 3)
        #expect(records.map(\.fields) == [fields])
    }
}
