// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Subscribers

@Suite("A CSV file of the worse kind")
struct DamagedCSVTests {
    /// A record in one line: its number, its fields in brackets, its fault.
    private func shown(_ bytes: [UInt8]) throws -> [String] {
        try SubscriberText(bytes: bytes).records.map { record in
            let fields = (0..<record.count).map { "[\(String(decoding: record[$0], as: UTF8.self))]" }
            return "\(record.line) \(fields.joined())" + (record.fault.map { " \($0)" } ?? "")
        }
    }

    @Test(
        "is read record by record",
        arguments: [
            (
                "line breaks inside quotes", "a,b\n\"x\r\ny\rz\n\",1\n2,3\n",
                ["1 [a][b]", "2 [x\r\ny\rz\n][1]", "6 [2][3]"]
            ),
            (
                "line ends of all kinds", "a\nb\r\nc\rd\n\re",
                ["1 [a]", "2 [b]", "3 [c]", "4 [d]", "5 []", "6 [e]"]
            ),
            ("no last line end", "a,b\n1,2", ["1 [a][b]", "2 [1][2]"]),
            ("a last delimiter", "a,b\n1,", ["1 [a][b]", "2 [1][]"]),
            ("an open quote at the end of a field", "a,b\n1,\"", ["1 [a][b]", "2 [1][] unclosedQuote"]),
            ("only a header", "email,name\n", ["1 [email][name]"]),
            ("blank lines", "\n\na\n\n\nb\n\n", ["1 []", "2 []", "3 [a]", "4 []", "5 []", "6 [b]", "7 []"]),
            ("quotes in the middle", "5\" disk,a \"b\" c\n", ["1 [5\" disk][a \"b\" c]"]),
            ("empty and doubled quotes", "\"\",\"\"\"\",\"\"\"a\"\"\"\n", ["1 [][\"][\"a\"]"]),
            (
                "text after a quote", "\"Ann \"Annie\" Or\",x\nb,c\n",
                ["1 [Ann Annie\" Or\"][x] strayQuote", "2 [b][c]"]
            ),
            (
                "an odd quote after a quote", "\"Ann\"a\" Or,x\nb,c\n",
                ["1 [Anna\" Or][x] strayQuote", "2 [b][c]"]
            ),
            ("space after a quote", "\"Ann\" ,x\nb,c\n", ["1 [Ann ][x] strayQuote", "2 [b][c]"]),
            ("an unclosed quote", "a,b\n\"c,d\ne,f\n", ["1 [a][b]", "2 [c,d\ne,f\n] unclosedQuote"]),
            ("a NUL byte", "a\u{0}b,c\nd\n", ["1 [a\u{0}b][c] nul", "2 [d]"]),
        ] as [(String, String, [String])])
    func records(name: String, text: String, expected: [String]) throws {
        #expect(try shown(Array(text.utf8)) == expected)
    }

    @Test("a field of ten megabytes costs its own record, wherever it stands")
    func hugeFields() throws {
        let huge = String(repeating: "x", count: 10_000_000)
        let records = try SubscriberText("a,b\n\(huge),1\n2,\"\(huge)\"\n3,4\n").records
        #expect(records.map(\.fault) == [nil, .fieldTooLong, .fieldTooLong, nil])
        #expect(records.map(\.line) == [1, 2, 3, 4])
        #expect(records[1][1] == [UInt8(ascii: "1")])
    }

    @Test(
        "its delimiter is the commonest in its header",
        arguments: [
            ("email,name\na;b;c;d", ","), ("email;name", ";"), ("email\tname", "\t"), ("email|name", "|"),
            ("email", ","), ("", ","), ("\"a;b;c\",d", ","), ("\"a,b\nc,d\";e;f", ";"),
            ("\r\n\n;email;name,first\n", ";"), ("\"say \"\"a,b,c\"\"\";d", ";"), ("a,b;c", ","),
        ])
    func delimiters(text: String, delimiter: String) {
        #expect(CSVReader.delimiter(of: text.utf8) == delimiter.utf8.first)
    }

    @Test("what a writer writes is read back, and its header is not taken for another delimiter's")
    func writer() throws {
        let fields = ["a;b;c;d", "x|y|z|", "\t\t\t\t", " ", "\"", "\r\n", "", "end"]
        let text = CSVWriter.line(fields) + CSVWriter.line(fields.reversed())
        let records = try SubscriberText(text).records
        #expect(
            records.map { record in (0..<record.count).map { String(decoding: record[$0], as: UTF8.self) } }
                == [fields, fields.reversed()])
    }

    @Test(
        "a row that does not fit its header is rejected with a reason",
        arguments: [
            ("ann@inbox.test,Ann,Or", "3 fields where the header has 2"),
            ("\"ann@inbox.test\"x,Ann", "text after a closing quote"),
            ("ann@inbox.test,\"Ann", "a quote is never closed"),
            ("ann@inbox.test,A\u{0}nn", "holds a NUL byte"),
            ("ann@inbox.test,\(String(repeating: "n", count: 65_537))", "a field is longer than 64 KB"),
        ])
    func misfits(line: String, reason: String) throws {
        #expect(throws: ImportRow.Rejection(reason: reason)) {
            try SubscriberText("email,name\n\(line)").row()
        }
    }
}
