import MailFormat
import Testing

@testable import Subscribers

@Suite("A row of a subscriber file")
struct ImportTests {
    private func records(_ text: String) throws -> [CSVRecord] {
        var chunks = [Array(text.utf8)]
        var reader = CSVReader { chunks.popLast() }
        var records: [CSVRecord] = []
        while try reader.next() { records.append(reader.record) }
        return records
    }

    private func row(_ text: String) throws -> ImportRow {
        let records = try records(text)
        return try ImportRow(records[1], ImportColumns(records[0]))
    }

    @Test(
        "columns are known by many names",
        arguments: ["email", "E-mail", "Email Address", "  EMAIL_ADDRESS ", "Address"])
    func addressColumn(title: String) throws {
        #expect(try row("id,\(title)\n1,ann@inbox.test\n").address.description == "ann@inbox.test")
    }

    @Test("names come whole or in parts, other columns become attributes")
    func names() throws {
        let parts = try row(
            "First Name,email,surname,Favourite City\nAnn,ann@inbox.test,Or,\"Lviv \"\"old\"\"\"\n")
        #expect(parts.firstName == "Ann" && parts.lastName == "Or")
        #expect(parts.attributes == #"{"favourite_city":"Lviv \"old\""}"#)
        let whole = try row("name,email\nAnn van Or,ann@inbox.test\n")
        #expect(whole.firstName == "Ann van" && whole.lastName == "Or")
        #expect(try row("name,email\nAnn,ann@inbox.test\n").lastName == "")
    }

    @Test(
        "a header that cannot be used is refused",
        arguments: [
            ("name,city", "line 1 has no e-mail column (it has name, city): name one “email”"),
            ("email,E-Mail", "line 1 names the column “E-Mail” twice"),
            ("email,city,City", "line 1 names the column “City” twice"),
        ])
    func header(text: String, reason: String) throws {
        do {
            _ = try ImportColumns(try records(text)[0])
            Issue.record("it was taken")
        } catch {
            #expect("\(error)" == reason)
        }
    }

    @Test(
        "a row that cannot be used is rejected with a reason",
        arguments: [
            ("ann@inbox.test,a,b", "3 fields where the header has 2"),
            ("ann@inbox.test", "1 fields where the header has 2"),
            (",Ann", "empty"), ("ann.inbox.test,Ann", "no @ in it"),
            ("ann@inbox,Ann", "the part after the @ is not a domain name"),
            ("\"ann@inbox.test\r\nBcc: x@y.zz\",Ann", "the part before the @ is not valid"),
        ])
    func rejected(line: String, reason: String) throws {
        do {
            _ = try row("email,name\n\(line)\n")
            Issue.record("it was taken")
        } catch let rejection as ImportRow.Rejection {
            #expect(rejection.reason == reason)
        }
    }

    @Test("bytes that are not UTF-8 are rejected with their row")
    func encoding() throws {
        var chunks = [Array("email,name\nann@inbox.test,Andr".utf8) + [0xE9] + Array("\n".utf8)]
        var reader = CSVReader { chunks.popLast() }
        _ = try reader.next()
        let columns = try ImportColumns(reader.record)
        _ = try reader.next()
        #expect(throws: ImportRow.Rejection(reason: "not UTF-8")) { try ImportRow(reader.record, columns) }
    }
}
