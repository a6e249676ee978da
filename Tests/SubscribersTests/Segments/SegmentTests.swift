// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Subscribers

@Suite("A segment")
struct SegmentTests {
    @Test("is read as the tree of what it asks, each name and value with its column")
    func tree() throws {
        let segment = try Segment("list:morning and місто = “Київ” and not opened within 30 days")
        #expect(
            segment.condition
                == .all([
                    .list(SegmentWord(text: "morning", column: 6)),
                    .field(
                        SegmentWord(text: "місто", column: 18),
                        .compare(.equal, SegmentValue(kind: .text("Київ"), column: 26))),
                    .not(.event(SegmentWord(text: "opened", column: 41), .within(count: 30, unit: .days))),
                ]))
    }

    @Test(
        "binds not before and before or, and parentheses first",
        arguments: [
            ("everyone", "everyone"),
            ("not a = 1 and b = 2 or c = 3", "(((not a=1.0) and b=2.0) or c=3.0)"),
            ("a = 1 or b = 2 and not c = 3", "(a=1.0 or (b=2.0 and (not c=3.0)))"),
            ("not (a = 1 or b = 2)", "(not (a=1.0 or b=2.0))"),
            ("(a = 1 or b = 2) and c = 3 and d = 4", "((a=1.0 or b=2.0) and c=3.0 and d=4.0)"),
            ("((a = 1))", "a=1.0"),
            ("not not clicked", "(not (not clicked))"),
        ])
    func precedence(text: String, tree: String) throws {
        #expect(try sketch(Segment(text).condition) == tree)
    }

    @Test(
        "asks in these forms",
        arguments: [
            ("city != \"a \\\"b\\\" \\\\\"", #"city!="a "b" \""#),
            ("age<-3.5", "age<-3.5"), ("age <= 12", "age<=12.0"), ("age>1", "age>1.0"),
            ("age >= 0", "age>=0.0"),
            ("vip = yes", "vip=true"), ("vip = FALSE", "vip=false"), ("born = 2000-02-29", "born=2000-02-29"),
            ("city in (\"Kyiv\", «Львів»,„Łódź”)", #"city in "Kyiv","Львів","Łódź""#),
            ("city not in (1)", "(not city in 1.0)"),
            ("email contains \"@\"", #"email contains "@""#),
            ("email not contains \"@\"", #"(not email contains "@")"#),
            ("email starts with \"a\"", #"email starts with "a""#),
            ("email not starts with \"a\"", #"(not email starts with "a")"#),
            ("city is known", "city is known"), ("city is unknown", "city is unknown"),
            ("born before 2000-01-01", "born before 2000-01-01"),
            ("`in` = 1 or `my field` = 2 or `2024` = 3", "(in=1.0 or my field=2.0 or 2024=3.0)"),
            ("list:list-2", "list:list-2"), ("list : and", "list:and"),
            ("subscribed since 2026-01-01", "subscribed since 2026-01-01"),
            ("subscribed to and within 1 month", "subscribed to and within 1 months"),
            ("opened", "opened"), ("Clicked AFTER 2026-01-01", "clicked after 2026-01-01"),
            ("opened on 2026-01-01", "opened on 2026-01-01"),
            ("opened within 10000 Hours", "opened within 10000 hours"),
            ("received 3", "received 3"), ("received 3 text 1", "received 3 text 1"),
            ("received 3 revision 1", "received 3 text 1"),
            ("days\r\n=\n\t1\u{A0}", "days=1.0"),
        ])
    func forms(text: String, tree: String) throws { #expect(try sketch(Segment(text).condition) == tree) }

    @Test("may have its greatest size, depth and number of conditions, and no more")
    func limits() throws {
        let conditions = { Array(repeating: "opened", count: $0).joined(separator: " or ") }
        let nested = { String(repeating: "not (", count: $0) + "opened" + String(repeating: ")", count: $0) }
        let long = { "a = \"" + String(repeating: "ї", count: $0) + "\"" }
        _ = try Segment(conditions(200))
        _ = try Segment(nested(16))
        _ = try Segment(long(2045))
        #expect(fault(conditions(201)) == "column 2001: a segment has at most 200 conditions")
        #expect(fault(nested(17)) == "column 81: conditions nest at most 32 deep")
        #expect(fault(String(repeating: "(", count: 4096)) == "column 33: conditions nest at most 32 deep")
        #expect(fault(long(2046)) == "column 1: a segment has at most 4096 bytes")
    }

    /// Says in short what a condition asks.
    private func sketch(_ condition: SegmentCondition) -> String {
        switch condition {
        case .all(let parts): "(" + parts.map(sketch).joined(separator: " and ") + ")"
        case .any(let parts): "(" + parts.map(sketch).joined(separator: " or ") + ")"
        case .not(let part): "(not \(sketch(part)))"
        case .list(let name): "list:\(name.text)"
        case .field(let name, let test): name.text + sketch(test)
        case .subscribed(let list, let period):
            "subscribed\(list.map { " to \($0.text)" } ?? "")\(sketch(period))"
        case .event(let name, let period): name.text + (period.map(sketch) ?? "")
        case .received(let mailing, let text):
            "received \(mailing.text)\(text.map { " text \($0)" } ?? "")"
        case .everyone: "everyone"
        }
    }

    private func sketch(_ test: SegmentTest) -> String {
        switch test {
        case .compare(let comparison, let value): comparison.rawValue + sketch(value)
        case .oneOf(let values): " in " + values.map(sketch).joined(separator: ",")
        case .contains(let value): " contains \(sketch(value))"
        case .startsWith(let value): " starts with \(sketch(value))"
        case .isKnown: " is known"
        case .isUnknown: " is unknown"
        case .period(let period): sketch(period)
        }
    }

    private func sketch(_ value: SegmentValue) -> String {
        switch value.kind {
        case .text(let text): "\"\(text)\""
        case .number(let number): "\(number)"
        case .truth(let truth): "\(truth)"
        case .day(let day): "\(day)"
        }
    }

    private func sketch(_ period: SegmentPeriod) -> String {
        switch period {
        case .before(let day): " before \(day)"
        case .since(let day): " since \(day)"
        case .after(let day): " after \(day)"
        case .on(let day): " on \(day)"
        case .within(let count, let unit): " within \(count) \(unit)"
        }
    }
}

@Suite("A segment's fault")
struct SegmentFaultTests {
    private static let condition =
        "a condition, such as city = \"Kyiv\" or list:morning, is expected here, not"
    private static let periods = "“before”, “since”, “after”, “on”"

    @Test(
        "says what was expected, and where",
        arguments: [
            ("", "column 1: \(condition) the end"), (" \n", "column 3: \(condition) the end"),
            ("opened and", "column 11: \(condition) the end"),
            ("opened or or clicked", "column 11: \(condition) “or”: a field of that name is written `or`"),
            ("list = 1", "column 1: “list” is no field: one of that name is written `list`"),
            ("list morning", "column 6: “:” is expected here, not “morning”"),
            ("list:\"a\"", "column 6: a list's name is expected here, not a text"),
            ("(opened", "column 1: this parenthesis is not closed"),
            ("opened)", "column 7: this parenthesis was not opened"),
            ("a in (1, 2", "column 6: this parenthesis is not closed"),
            ("a in (1 2)", "column 9: “,” or “)” is expected here, not “2”"),
            ("a in ()", "column 7: a value is expected here, not “)”"),
            ("a = 1 b = 2", "column 7: “and”, “or” or the end is expected here, not “b”"),
            (
                "opened 30 days",
                "column 8: \(periods), “within”, “and”, “or” or the end is expected here, not “30”"
            ),
            ("subscribed", "column 11: “to”, \(periods) or “within” is expected here, not the end"),
            ("a not = 1", "column 7: “in”, “contains” or “starts” is expected here, not “=”"),
            ("a is 1", "column 6: “known” or “unknown” is expected here, not “1”"),
            (
                "місто \"Київ\"",
                "column 7: “not”, “=”, “!=”, “<”, “<=”, “>”, “>=”, “is”, \(periods), “within”, “in”, “contains” "
                    + "or “starts” is expected here, not a text"
            ),
            (
                "my-city = 1",
                "column 1: “my-city” must stand in backticks: names have letters, digits and “_”, "
                    + "and no digit first"
            ),
        ])
    func expectations(text: String, description: String) { #expect(fault(text) == description) }

    @Test(
        "knows what no value is",
        arguments: [
            ("a = Kyiv", "column 5: a text stands in quotes: \"Kyiv\""),
            ("a = joe@x.com", "column 5: a text stands in quotes: \"joe@x.com\""),
            ("a = 1e5", "column 5: “1e5” is no number, and no day from 1900-01-01 to 2199-12-31"),
            ("a = 1.", "column 5: “1.” is no number, and no day from 1900-01-01 to 2199-12-31"),
            (
                "a = 2026-02-30",
                "column 5: “2026-02-30” is no number, and no day from 1900-01-01 to 2199-12-31"
            ),
            ("opened on 1899-12-31", "column 11: “1899-12-31” is no day from 1900-01-01 to 2199-12-31"),
            ("opened on", "column 10: a day, such as 2026-01-01, is expected here, not the end"),
            ("opened within 0 days", "column 15: a whole number from 1 to 10000 is expected here, not “0”"),
            (
                "opened within 10001 days",
                "column 15: a whole number from 1 to 10000 is expected here, not “10001”"
            ),
            (
                "opened within 3 years",
                "column 17: “hours”, “days”, “weeks” or “months” is expected here, not “years”"
            ),
            ("a = \"x", "column 5: this quote is not closed"),
            ("a = \"", "column 5: this quote is not closed"),
            ("a = \"x\ny\"", "column 5: this quote is not closed on its line"),
            ("a = \"\"", "column 5: nothing is quoted here: ask for what is missing with “is unknown”"),
            ("a = \"\\n\"", "column 6: a backslash stands only before a quote or another one: write “\\\\”"),
        ])
    func values(text: String, description: String) { #expect(fault(text) == description) }

    @Test(
        "knows how other languages spell",
        arguments: [
            ("==", "="), ("=>", ">="), ("=<", "<="), ("<>", "!="), ("≥", ">="), ("&&", "and"), ("||", "or"),
            ("!", "not"),
            ("'", "\""),
        ])
    func spellings(sign: String, spelling: String) {
        #expect(fault("a \(sign) 1") == "column 3: “\(sign)” is written “\(spelling)” here")
    }

    @Test(
        "refuses signs that mean nothing, and control characters even in quotes",
        arguments: [
            ("a = 1; b", "column 6: “;” means nothing here"),
            ("a !== 1", "column 3: “!==” means nothing here"),
            ("a\u{0} = 1", "column 2: U+0000 means nothing here"),
            ("a = \"\u{1B}\"", "column 6: U+001B means nothing here"),
            ("\u{FEFF}opened", "column 1: U+FEFF means nothing here"),
        ])
    func strays(text: String, description: String) { #expect(fault(text) == description) }

    @Test("points at its column, with what cannot be seen as spaces")
    func pointer() throws {
        let error = try #require(throws: SegmentFault.self) { try Segment("cafe\u{301}\r\n=\u{7}1") }
        #expect(error.column == 9)
        #expect(error.pointer == "cafe\u{301}  = 1\n       ^")
        #expect(SegmentFault(text: "", column: 1, problem: "").pointer == "\n^")
    }
}

private func fault(_ text: String) -> String? {
    do throws(SegmentFault) {
        _ = try Segment(text)
        return nil
    } catch {
        return error.description
    }
}
