// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Subscribers

@Suite("A row of a subscriber file")
struct ImportTests {
    @Test(
        "columns are known by many names",
        arguments: ["email", "E-mail", "Email Address", "  EMAIL_ADDRESS ", "Address", "\u{FEFF}email"])
    func addressColumn(title: String) throws {
        let text = try SubscriberText("\(title),id\nann@inbox.test,1\n")
        #expect(try text.row().address.description == "ann@inbox.test")
    }

    @Test("names come whole or in parts, other columns become attributes")
    func names() throws {
        let parts = try SubscriberText(
            "First Name,email,surname,Favourite City\nAnn,ann@inbox.test,Or,\"Lviv \"\"old\"\"\"\n"
        ).row()
        #expect(parts.firstName == "Ann" && parts.lastName == "Or")
        #expect(parts.attributes == #"{"favourite_city":"Lviv \"old\""}"#)
    }

    @Test(
        "a whole name is parted before its last word, and parts weigh more",
        arguments: [
            ("name\nAnn van Or", "Ann van", "Or"), ("Full Name\nAnn", "Ann", ""), ("name\n", "", ""),
            ("name,first_name\nAnn Or,Anna", "Anna", ""),
            ("name,first_name\nAnn van Or,Ann", "Ann", "van Or"),
            ("Vorname,Name\nAnn,van Or", "Ann", "van Or"), ("Имя,Фамилия\nАнна,Ор", "Анна", "Ор"),
            ("Nom\nJean Dupont", "Jean", "Dupont"), ("Vorname,first_name,Name\nA,Ann,Ann Or", "Ann", "Or"),
            ("nom,last_name\nX,Or", "", "Or"), ("Name,Nachname\nAnna,Or", "Anna", "Or"),
            ("Name,surname\nAnn Or,Or", "Ann", "Or"),
        ])
    func wholeName(columns: String, first: String, last: String) throws {
        let row = try SubscriberText("email," + columns.replacing("\n", with: "\nann@inbox.test,")).row()
        #expect([row.firstName, row.lastName] == [first, last])
    }

    @Test("a cell has no white space around it, and may have line breaks inside")
    func whiteSpace() throws {
        let row = try SubscriberText("email,city,note\n \tann@inbox.test ,\"  Kyiv \",\"two\r\nlines\"").row()
        #expect(row.address.description == "ann@inbox.test")
        #expect(row.attributes == #"{"city":"Kyiv","note":"two\r\nlines"}"#)
    }

    @Test(
        "a row that cannot be used is rejected with a reason",
        arguments: [
            (",Ann", "empty"), ("ann.inbox.test,Ann", "no @ in it"),
            ("ann@inbox,Ann", "the part after the @ is not a domain name"),
            ("\"ann@inbox.test\r\nBcc: x@y.zz\",Ann", "the part before the @ is not valid"),
        ])
    func rejected(line: String, reason: String) throws {
        #expect(throws: ImportRow.Rejection(reason: reason)) {
            try SubscriberText("email,name\n\(line)\n").row()
        }
    }

    @Test("bytes that are not UTF-8 are rejected with their row")
    func encoding() throws {
        let bytes = Array("email,name\nann@inbox.test,Andr".utf8) + [0xE9, 0x0A]
        #expect(throws: ImportRow.Rejection(reason: "not UTF-8")) { try SubscriberText(bytes: bytes).row() }
    }

    @Test("a cell is read as the type its attribute has")
    func types() throws {
        let known: [String: AttributeType] = [
            "visits": .number, "paying": .boolean, "born": .date, "topics": .list,
        ]
        let header = "email,Visits,Paying,Born,Topics\nann@inbox.test,"
        #expect(
            try SubscriberText(header + "3.50,YES,2001-02-03T04:05,maps; walks").row(known).attributes
                == #"{"born":"2001-02-03","paying":true,"topics":["maps","walks"],"visits":3.5}"#)
        #expect(try SubscriberText(header + ",,,").row(known).attributes == "{}")
        for (cells, reason) in [
            ("many,,,", "“many” in “Visits” is no number"),
            (",perhaps,,", "“perhaps” in “Paying” is no boolean"),
            (",,2001-02-30,", "“2001-02-30” in “Born” is no date"),
        ] {
            #expect(throws: ImportRow.Rejection(reason: reason)) {
                try SubscriberText(header + cells).row(known)
            }
        }
    }

    @Test(
        "attributes in a JSON object are taken by their names, each once, and what they cannot be is left out"
    )
    func json() throws {
        func row(_ json: String) throws -> ImportRow {
            try SubscriberText("email,attributes\n" + CSVWriter.line(["ann@inbox.test", json])).row([
                "age": .number
            ])
        }
        let taken = try row(
            #"{"City":"Kyiv","city":" Lviv ","email":"x","!":"y","Age":"41","no":null,"deep":{"a":1},"l":["a"],"e":""}"#
        )
        #expect(taken.attributes == #"{"age":41,"city":"Lviv","l":["a"]}"#)
        #expect(taken.unnamed == ["age": .number, "city": .text, "l": .list])
        for (json, reason) in [
            ("{", "“attributes” is no JSON object"),
            (#"{"age":"old"}"#, "“age” in “attributes” is no number"),
            (#"{"a":"x\u0000"}"#, "holds a NUL byte"),
            (
                #"{"\#(String(repeating: "n", count: 101))":1}"#,
                "“attributes” has a name of more than 100 letters"
            ),
        ] {
            #expect(throws: ImportRow.Rejection(reason: reason)) { try row(json) }
        }
    }

    @Test("names among JSON attributes stand in for columns that are not there")
    func nestedNames() throws {
        func names(_ header: String, _ cells: String...) throws -> [String] {
            let row = try SubscriberText("\(header)\n" + CSVWriter.line(cells)).row()
            return [row.firstName, row.lastName, row.attributes]
        }
        let json = #"{"Name":" Ann Or ","status":"unsubscribed","language":"en"}"#
        #expect(try names("email,attributes", "ann@inbox.test", json) == ["Ann", "Or", "{}"])
        #expect(try names("attributes,email,name", json, "ann@inbox.test", "Bob") == ["Bob", "", "{}"])
    }

    @Test("of two wishes a file has for one person the sadder is taken")
    func wishes() throws {
        for (cells, status) in [
            (",,", nil), ("active,,", .active), ("active,,2020-01-01", .unsubscribed),
            ("active,yesterday,", .active),
            (",2020-01-01,0000-00-00 00:00", nil), ("bounced,,2020-01-01", .bounced),
            ("unconfirmed,,", .unconfirmed),
        ] as [(String, ImportStatus?)] {
            let text = "email,status,subscribed_at,unsubscribed_at\nann@inbox.test,\(cells)"
            #expect(try SubscriberText(text).row().status == status, "\(cells)")
        }
        #expect(throws: ImportRow.Rejection(reason: "“maybe” in “status” is no status that is known")) {
            try SubscriberText("email,status\nann@inbox.test,maybe").row()
        }
    }

    @Test("a time, a language or a zone nobody understands is left out with a warning")
    func warnings() throws {
        let row = try SubscriberText(
            "email,language,timezone,subscribed_at,confirmed_at\n"
                + "ann@inbox.test,\"en\r\nX: y\",Europe/Kyiv?,1/2/2020,2020-01-02"
        ).row()
        #expect([row.language, row.timeZone] == ["", ""])
        #expect(row.joined == ImportTime.milliseconds("2020-01-02"))
        #expect(row.evidence == #"{"confirmedAt":1577923200000}"#)
        #expect(
            row.warnings == [
                "“en\r\nX: y” in “language” is left out: it is not understood",
                "“Europe/Kyiv?” in “timezone” is left out: it is not understood",
                "“1/2/2020” in “subscribed_at” is no time that is understood",
            ])
    }

    @Test(
        "an address that could be meant otherwise is taken with a warning",
        arguments: [
            ("ann@gmial.com", ["gmial.com is not gmail.com: a slip of the fingers?"]),
            ("ann@HOTMAIL.CON", ["hotmail.con is not hotmail.com: a slip of the fingers?"]),
            ("Info+letters@inbox.test", ["info@ is a role, not a person"]),
            ("list-request@inbox.test", ["list-request@ is a role, not a person"]),
            (
                "sales@yaho.com",
                ["yaho.com is not yahoo.com: a slip of the fingers?", "sales@ is a role, not a person"]
            ),
            ("ann@gmail.com", []), ("informer@inbox.test", []), ("ann+info@inbox.test", []),
        ])
    func advice(address: String, warnings: [String]) throws {
        #expect(AddressAdvice.warnings(try EmailAddress(address)) == warnings)
    }
}
