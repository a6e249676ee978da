// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Subscribers

@Suite("The header of a subscriber file")
struct ImportColumnsTests {
    private func columns(
        _ header: String, map: [String: String] = [:], known: [String: AttributeType] = [:]
    ) throws -> ImportColumns {
        try ImportColumns(try SubscriberText(header).records[0], map: map, known: known)
    }

    @Test(
        "that cannot be used is refused with a reason",
        arguments: [
            ("name,city", .noAddress(seen: ["name", "city"], likely: nil)),
            ("email,E-Mail", .duplicate("E-Mail")),
            ("email,city,City", .duplicate("City")),
            ("email,\"name\nann@inbox.test,Ann\n", .broken(.unclosedQuote)),
            ("email,na\u{0}me", .broken(.nul)),
            ("email,\(String(repeating: "x", count: 101))", .longName(String(repeating: "x", count: 101))),
            ("email\(String(repeating: ",", count: 500))", .tooMany(501)),
        ] as [(String, ImportColumns.Fault)])
    func refused(header: String, fault: ImportColumns.Fault) {
        #expect(throws: fault) { try columns(header) }
    }

    @Test("long names count every scalar, however few letters they look like")
    func marks() {
        let title = "e" + String(repeating: "\u{301}", count: 101)
        #expect(throws: ImportColumns.Fault.longName(title)) { try columns("email,\(title)") }
    }

    @Test("that is not UTF-8 is refused")
    func encoding() throws {
        let record = try SubscriberText(bytes: Array("email,Gr".utf8) + [0xF6] + Array("sse".utf8)).records[0]
        #expect(throws: ImportColumns.Fault.notUTF8) { try ImportColumns(record) }
    }

    @Test("may have many columns without a title, and those of a file of rejects, none of which is taken")
    func nothing() throws {
        #expect(
            try columns("email,,,rejected_line,rejected_because").meanings
                == [.address, .nothing, .nothing, .nothing, .nothing])
    }

    @Test("a postal address beside an e-mail address is an attribute")
    func postalAddress() throws {
        #expect(try columns("Address,Email").meanings == [.attribute("address", .text), .address])
        #expect(throws: ImportColumns.Fault.self) { try columns("email,E-Mail Address") }
    }

    @Test(
        "takes columns for what an operator says they are",
        arguments: [
            ("Mail,city", ["Mail": "email"], [.address, .attribute("city", .text)]),
            ("Mail,email", ["Mail": "E-Mail", "email": "-"], [.address, .nothing]),
            (
                "email,Vorname,x", ["Vorname": "First Name", "x": "tags"],
                [.address, .firstName, .attribute("tags", .list)]
            ),
            ("email,x", ["x": "Home Town"], [.address, .attribute("home_town", .text)]),
            ("email,x", ["x": "Visits"], [.address, .attribute("visits", .number)]),
            ("email,x,x", ["x": "-"], [.address, .nothing, .nothing]),
        ] as [(String, [String: String], [ImportColumns.Meaning])])
    func map(header: String, map: [String: String], meanings: [ImportColumns.Meaning]) throws {
        #expect(try columns(header, map: map, known: ["visits": .number]).meanings == meanings)
    }

    @Test("a mapping of a column that is not there is refused")
    func unknownColumn() throws {
        #expect(throws: ImportColumns.Fault.unknownColumn("town", seen: ["email", "city"])) {
            try columns("email,city", map: ["town": "-"])
        }
    }

    @Test(
        "names become one word in lower case",
        arguments: [
            ("Favourite city", "favourite_city"), ("  A--b__C!9 ", "a_b_c_9"), ("Größe", "größe"),
            ("Gro\u{308}ße", "gr\u{F6}ße"), ("Улюблене місто", "улюблене_місто"), ("ÅÄÖ", "åäö"), ("🦊", ""),
            ("\u{0D4E}'", "\u{0D4E}"), ("\u{0D4E}\"", "\u{0D4E}"), ("a\u{200D}'b", "a_b"),
            ("a'\u{301}b", "a_\u{301}b"),
            ("x\"')--", "x"), ("a\u{0}b", "a_b"),
        ])
    func normalised(title: String, name: String) {
        #expect(Array(ImportColumns.normalised(title).utf8) == Array(name.utf8))
    }

    @Test("no name holds anything that could end a quotation in SQL, whatever stands before it")
    func hostile() {
        let marks = ["'", "\"", "\\", "`", "]", "\u{0}", "\n", "$", "."]
        let before = (UInt32(0x80)...0x2FFFF).compactMap(Unicode.Scalar.init)
            .filter { $0.properties.isAlphabetic || $0.properties.isGraphemeExtend || $0.value < 0x3000 }
        let text = before.map { scalar in "\(scalar)" + marks.joined(separator: "\(scalar)") }.joined()
        let name = ImportColumns.normalised(text)
        #expect(!name.utf8.contains { byte in marks.contains { $0.utf8.first == byte } })
    }

    @Test(
        "some names are reserved",
        arguments: [
            ("email", true), ("first_name", true), ("status", true), ("", true), ("rejected_line", true),
            ("tags", false), ("city", false),
        ])
    func reserved(name: String, isReserved: Bool) { #expect(ImportColumns.isReserved(name) == isReserved) }
}
