// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Subscribers

@Suite("A field that a spreadsheet would compute")
struct CSVWriterTests {
    @Test(
        "has a quotation mark before it, and is a field again without",
        arguments: [
            "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠A", "'=1", "''@x",
            "'-5", "-inf",
            "+0x10", "-", "=",
        ])
    func guarded(field: String) {
        #expect(CSVWriter.guarded(field) == "'\(field)")
        #expect(CSVWriter.unguarded(CSVWriter.guarded(field)) == field)
    }

    @Test(
        "is no number and no other text",
        arguments: ["", "-5", "+380441234567", "-1.5e3", "1=1", "a@b", "'", "'tis", "O'=x", "''"])
    func others(field: String) {
        #expect(CSVWriter.guarded(field) == field)
        #expect(CSVWriter.unguarded(field) == field)
    }
}
