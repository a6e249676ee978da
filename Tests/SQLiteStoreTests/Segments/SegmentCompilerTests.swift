// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import SeededRandom
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("Segments in SQL")
struct SegmentCompilerTests {
    private let fixture: TemporaryDatabase

    /// Six people. The clock stands at 2026-09-21T14:13:20Z.
    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
        try await fixture.create("evening")
        for (name, type) in [
            ("city", AttributeType.text), ("age", .number), ("paid", .boolean), ("birthday", .date),
            ("tags", .list),
        ] { try await fixture.subscribers.set(name, to: type) }
        try await fixture.load(
            """
            email,first_name,language,city,age,paid,birthday,tags,subscribed_at
            Ann@inbox.test,Ann,uk,Kyiv,31,yes,1990-05-01,vip;early,2024-01-31
            bo@inbox.test,Bo,en,Lviv,42,no,1984-12-24,vip,2025-06-01T23:59:59Z
            cy@post.example,,en,kyiv,7.5,yes,2026-09-20,,2026-09-20
            di@post.example,Di,,,,,,press,2026-09-21T14:00:00Z

            """)
        try await fixture.load("email,city\nbo@inbox.test,\neve@mail.test,Kyiv\n", to: "evening")
        try await fixture.load("email,status\nfay@mail.test,unsubscribed\n")
        // Nobody may mail her, whatever she is.
        try await fixture.load("email,city,tags\ngus@inbox.test,Kyiv,vip\n")
        _ = try await fixture.subscribers.suppress(
            .init("gus@inbox.test"), because: "x", evidence: Evidence("test"))
    }

    private func people(_ segment: String) async throws -> String {
        let segment = try Segment(segment)
        let people = try await fixture.subscribers.people(in: segment, limit: 100)
        #expect(try await fixture.subscribers.count(segment) == people.count)
        // Of many people sets are made; they are the same people.
        let now = fixture.database.now()
        for limits in [Self.many, Self.few] {
            let sets = try await fixture.database.read { db in
                let count = try SegmentCompiler.count(segment, db, now: now, limits: limits)
                let ids = try SegmentCompiler.people(segment, db, now: now, limits: limits)
                return try (
                    Int.fetchOne(db, sql: count.sql, arguments: StatementArguments(count.arguments)),
                    String.fetchAll(
                        db,
                        sql: "SELECT address FROM subscriber WHERE suppressed = 0 AND id IN (\(ids.sql))",
                        arguments: StatementArguments(ids.arguments))
                )
            }
            #expect(sets.0 == people.count && Set(sets.1) == Set(people))
        }
        return people.map { String($0.prefix { $0 != "@" }).lowercased() }.sorted().joined(separator: " ")
    }

    @Test(
        "mean the right people",
        arguments: [
            ("everyone", "ann bo cy di eve fay"),
            ("list:morning", "ann bo cy di"),
            ("list:evening", "bo eve"),
            ("list:morning and list:evening", "bo"),
            ("list:morning and not list:evening", "ann cy di"),
            ("not list:morning", "eve fay"),
            ("list:morning or list:evening", "ann bo cy di eve"),
            ("email = \"ANN@inbox.test\"", "ann"),
            ("email starts with \"B\"", "bo"),
            ("email contains \"@POST.\"", "cy di"),
            ("domain = \"inbox.test\"", "ann bo"),
            ("domain in (\"mail.test\", \"POST.example\")", "cy di eve fay"),
            ("domain != \"inbox.test\"", "cy di eve fay"),
            ("first_name is unknown", "cy eve fay"),
            ("first_name is known and language = \"en\"", "bo"),
            ("first_name >= \"Bo\"", "bo di"),
            ("city = \"Kyiv\"", "ann eve"),
            ("City = \"Kyiv\"", "ann eve"),
            ("city != \"Kyiv\"", "bo cy di fay"),
            ("not city = \"Kyiv\"", "bo cy di fay"),
            ("city in (\"Kyiv\", \"Lviv\")", "ann bo eve"),
            ("city not in (\"Kyiv\", \"Lviv\")", "cy di fay"),
            ("city starts with \"Ky\"", "ann eve"),
            ("city contains \"yiv\"", "ann cy eve"),
            ("city not contains \"yiv\"", "bo di fay"),
            ("city < \"L\"", "ann eve"),
            ("city is unknown", "di fay"),
            ("city is known", "ann bo cy eve"),
            ("age = 7.5", "cy"),
            ("age < 31", "cy"),
            ("age >= 31", "ann bo"),
            ("age != 31", "bo cy di eve fay"),
            ("age in (31, 42)", "ann bo"),
            ("age is known", "ann bo cy"),
            ("paid = yes", "ann cy"),
            ("paid = no", "bo"),
            ("paid != yes", "bo di eve fay"),
            ("paid is unknown", "di eve fay"),
            ("birthday = 1990-05-01", "ann"),
            ("birthday before 1990-05-01", "bo"),
            ("birthday since 1990-05-01", "ann cy"),
            ("birthday after 1990-05-01", "cy"),
            ("birthday on 1984-12-24", "bo"),
            ("birthday within 1 day", "cy"),
            ("birthday within 12 hours", ""),
            ("birthday is unknown", "di eve fay"),
            ("tags contains \"vip\"", "ann bo"),
            ("tags in (\"early\", \"press\")", "ann di"),
            ("not tags contains \"vip\"", "cy di eve fay"),
            ("tags is known", "ann bo di"),
            ("tags is unknown", "cy eve fay"),
            ("subscribed before 2024-02-01", "ann"),
            ("subscribed since 2026-09-20", "cy di eve fay"),
            ("subscribed on 2025-06-01", "bo"),
            ("subscribed after 2025-06-01", "cy di eve fay"),
            ("subscribed to morning within 1 hour", "di"),
            ("subscribed to evening within 1 hour", "bo eve"),
            ("subscribed to morning before 2026-01-01", "ann bo"),
            ("city = \"Kyiv\" or age > 40", "ann bo eve"),
            ("list:morning and (city = \"Kyiv\" or domain = \"post.example\")", "ann cy di"),
            ("not (city = \"Kyiv\" or age > 40)", "cy di fay"),
            ("city = \"Kyiv\" and not (first_name = \"Ann\" or age > 99)", "eve"),
            ("first_name is unknown and (list:evening or last_name is known)", "eve"),
            ("list:morning and not city = \"Kyiv\" and not age = 42", "cy di"),
            ("not city contains \"yiv\" and not tags contains \"press\"", "bo fay"),
            ("not (city = \"Kyiv\" and age = 31) and not list:evening", "cy di fay"),
            ("tags is known and tags contains \"vip\"", "ann bo"),
            ("not not (not list:morning and not tags is known)", "eve fay"),
            ("everyone and not everyone", ""),
        ])
    func means(segment: String, expected: String) async throws {
        #expect(try await people(segment) == expected)
    }

    @Test(
        "are looked up, not looked for",
        arguments: [
            ("city = \"Kyiv\"", "attribute_1"), ("city in (\"Kyiv\", \"Riga\")", "attribute_1"),
            ("city < \"L\"", "attribute_1"), ("city starts with \"Ky\"", "attribute_1"),
            ("age >= 31", "attribute_2"),
            ("paid = yes", "attribute_3"), ("birthday since 1990-01-01", "attribute_4"),
            ("birthday within 3 weeks", "attribute_4"), ("tags contains \"vip\"", "attribute_item"),
            ("tags in (\"vip\", \"press\")", "attribute_item"),
            ("list:morning", "SEARCH p USING PRIMARY KEY (list_id=?)"),
            ("email = \"ann@inbox.test\"", "address_key"), ("email starts with \"ann\"", "address_key"),
            ("domain = \"inbox.test\"", "subscriber_by_domain"),
            ("subscribed before 2025-01-01", "subscriber_by_joining"),
            ("subscribed within 30 days", "subscriber_by_joining"),
            ("subscribed to morning within 30 days", "PRIMARY KEY"),
            ("city = \"Kyiv\" or age > 40", "attribute_2"),
            ("list:morning and city = \"Kyiv\"", "attribute_1"),
            ("list:morning and first_name = \"Ann\"", "p USING PRIMARY KEY"),
            ("list:morning and not city = \"Kyiv\"", "attribute_1"),
            ("list:morning and not list:evening", "p USING PRIMARY KEY"),
        ])
    func plan(segment: String, index: String) async throws {
        let plan = try await fixture.subscribers.plan(of: Segment(segment))
        #expect(scans(plan).isEmpty, "\(plan)")
        let ofMany = try await planOfMany(segment)
        #expect(ofMany.contains { $0.contains(index) }, "\(ofMany)")
    }

    /// As if there were many people and values.
    private static let many = SegmentCompiler.Limits(people: -1, left: -1, values: -1)

    /// As if there were many, and conditions left few of them.
    private static let few = SegmentCompiler.Limits(people: -1, values: -1)

    private func planOfMany(_ segment: String) async throws -> [String] {
        let now = fixture.database.now()
        return try await fixture.database.read { db in
            let query = try SegmentCompiler.count(Segment(segment), db, now: now, limits: Self.many)
            return try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN \(query.sql)", arguments: StatementArguments(query.arguments)
            ).map { $0["detail"] }
        }
    }

    @Test("mean the same people whichever way these are found")
    func ways() async throws {
        let parts = [
            "everyone", "list:morning", "list:evening", "subscribed to morning before 2026-01-01",
            "subscribed since 2025-06-01", "email contains \"@POST\"", "email starts with \"B\"",
            "domain contains \"box\"", "domain != \"inbox.test\"", "first_name is known", "language = \"en\"",
            "city = \"Kyiv\"", "city != \"Kyiv\"", "city contains \"yiv\"", "city is unknown", "age > 8",
            "age is known", "paid = yes", "birthday before 1990-05-01", "tags contains \"vip\"",
            "tags in (\"early\", \"vip\")", "tags is unknown",
        ]
        var random = SeededGenerator(seed: 20_260_921)
        func condition(depth: Int) -> String {
            switch Int.random(in: 0..<(depth > 2 ? 2 : 6), using: &random) {
            case 2: "not (\(condition(depth: depth + 1)))"
            case 3, 4, 5:
                "("
                    + (0..<Int.random(in: 2...3, using: &random)).map { _ in condition(depth: depth + 1) }
                    .joined(separator: Bool.random(using: &random) ? " and " : " or ") + ")"
            default: parts.randomElement(using: &random)!
            }
        }
        for _ in 0..<300 { _ = try await people(condition(depth: 0)) }
    }

    /// What of a plan reads a whole table: not a set, nor the few people or values found before.
    private func scans(_ plan: [String]) -> [String] {
        plan.filter {
            $0.hasPrefix("SCAN ") && !$0.hasPrefix("SCAN set")
                && !["SCAN f", "SCAN v", "SCAN CONSTANT ROW"].contains($0)
                && !($0 == "SCAN s" && plan.contains("CO-ROUTINE s"))
        }
    }

    @Test("are counted among any share of the people as among all")
    func shares() async throws {
        let segments = [
            "everyone", "list:morning", "list:morning and city = \"Kyiv\"", "not city = \"Kyiv\"",
            "not list:morning", "list:morning and first_name = \"Ann\"", "city contains \"yiv\"",
            "tags in (\"vip\", \"press\")", "list:morning and not (paid = yes or city = \"Lviv\")",
            "list:evening or subscribed since 2025-01-01", "list:morning and list:evening",
        ]
        let now = fixture.database.now()
        for text in segments {
            let segment = try Segment(text)
            let counts = try await fixture.database.read { db in
                try [SegmentCompiler.Limits(), Self.many, Self.few].map { limits in
                    try [nil, 0...2, 3...3, 4...Int64.max].map { share in
                        let query = try SegmentCompiler.count(
                            segment, db, now: now, among: share, limits: limits)
                        return try Int.fetchOne(
                            db, sql: query.sql, arguments: StatementArguments(query.arguments)) ?? 0
                    }
                }
            }
            for counts in counts {
                #expect(counts[0] == counts[1...].reduce(0, +), "\(text): \(counts)")
            }
        }
    }

    @Test("try a part of a text on an attribute's values, or read its index and nothing else")
    func parts() async throws {
        let few = try await fixture.subscribers.plan(of: Segment("city contains \"yiv\""))
        #expect(scans(few).isEmpty, "\(few)")
        let many = try await planOfMany("city contains \"yiv\"")
        #expect(scans(many) == ["SCAN s USING INDEX attribute_1"], "\(many)")
    }

    @Test("find a part of a text where SQLite finds it")
    func texts() async throws {
        var random = SeededGenerator(seed: 20_261_127)
        let pairs = (0..<2_000).map { _ in
            [0...6, 0...3].map { length in
                String(
                    (0..<Int.random(in: length, using: &random)).map { _ in
                        "abé".randomElement(using: &random)!
                    })
            }
        }
        let different = try await fixture.database.read { db in
            try pairs.filter { pair in
                try Bool.fetchOne(
                    db, sql: "SELECT has_part(?1, ?2) IS NOT (instr(?1, ?2) > 0)",
                    arguments: StatementArguments(pair))!
            }
        }
        #expect(different.isEmpty)
        let unknown = try await fixture.database.read { db in
            try Bool.fetchOne(db, sql: "SELECT has_part(NULL, 'a') IS NULL AND has_part(123, '23') = 1")
        }
        #expect(unknown == true)
    }

    @Test("look at everyone once, however many of their conditions have no index")
    func once() async throws {
        let plan = try await planOfMany(
            "first_name = \"Ann\" or not last_name = \"Bo\" or (language is known and email contains \"x\") or list:morning"
        )
        #expect(scans(plan) == ["SCAN s USING COVERING INDEX subscriber_texts"], "\(plan)")
    }

    @Test("take those out of a list that no condition of an “or” keeps, without a look at everyone")
    func outOfList() async throws {
        let plan = try await planOfMany("list:morning and (city = \"Kyiv\" or not age > 40)")
        #expect(scans(plan).isEmpty, "\(plan)")
    }

    @Test(
        "say where they name what there is not, or compare what cannot be compared",
        arguments: [
            ("list:noon", 6, "there is no list “noon”"), ("list:mornign", 6, "did you mean “morning”?"),
            ("subscribed to noon within 1 day", 15, "there is no list"),
            ("list:morning and ctiy = \"Kyiv\"", 18, "did you mean “city”?"),
            ("list:morning and `Lieblings\"farbe'` = \"x\"", 18, "is no attribute"),
            ("age = \"31\"", 7, "is a number"), ("age starts with \"3\"", 1, "only texts"),
            ("city = 31", 8, "put the value into quotes"), ("city within 3 days", 1, "not a date"),
            ("paid < yes", 8, "is yes or no"), ("paid = 1", 8, "is yes or no"),
            ("birthday = \"1990-05-01\"", 12, "without quotes"),
            ("birthday in (1990-05-01, 3)", 26, "is a date"),
            ("tags = \"vip\"", 1, "is a list"), ("tags contains 3", 15, "put the value into quotes"),
            ("opened within 3 days", 1, "does not record that yet"),
            ("city = \"Kyiv\" and not (age > 3 or wage > 3)", 35, "did you mean “age”?"),
        ])
    func faults(segment: String, column: Int, problem: String) async throws {
        let segment = try Segment(segment)
        let fault = await #expect(throws: SegmentFault.self) { try await fixture.subscribers.count(segment) }
        #expect(
            fault?.column == column && fault?.problem.contains(problem) == true,
            "\(String(describing: fault))")
        await #expect(throws: SegmentFault.self) { try await fixture.subscribers.save(segment, as: "faulty") }
        await #expect(throws: SegmentFault.self) { try await fixture.schedule(segment: segment.text) }
        #expect(try await fixture.subscribers.segments().isEmpty)
        #expect(try await fixture.mailings.all().isEmpty)
    }

    @Test(
        "with hostile names and values are only names and values",
        arguments: [
            "x\"') OR 1 --", "a.b[0]", "$", "drop table subscriber;", "Größe", "名前", "O'Brien\\\"", "%_*",
        ])
    func hostile(name: String) async throws {
        let quoted = "\"\(name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
        let cell = "\"\(name.replacing("\"", with: "\"\""))\""
        try await fixture.load("email,\(cell)\nhe@inbox.test,\(cell)\n")
        try await fixture.expectWhole()
        for attribute in try await fixture.subscribers.attributes().keys {
            #expect(ImportColumns.normalised(attribute) == attribute)
            guard try await fixture.subscribers.attributes()[attribute] == .text else { continue }
            let wanted = attribute == "city" ? "" : "he"
            for test in ["= \(quoted)", "starts with \(quoted)", "contains \(quoted)", "in (\(quoted))"] {
                #expect(try await people("`\(attribute)` \(test)") == wanted)
            }
        }
        #expect(try await people("email = \(quoted) or first_name = \(quoted) or city = \(quoted)") == "")
        #expect(try await fixture.subscribers.summary(of: "morning").counts[.active] == 6)
    }

    @Test("may have as many conditions as the language allows")
    func long() async throws {
        let out = (0..<150).map { "not age = \($0)" }.joined(separator: " and ")
        #expect(try await people(out) == "cy di eve fay")
        #expect(try await people("list:morning and \(out)") == "cy di")
        let one = (0..<200).map { "age = \($0)" }.joined(separator: " or ")
        #expect(try await people(one) == "ann bo")
    }

    @Test("attributes are made under a name that can stand in SQL, or not at all")
    func names() async throws {
        let before = try await fixture.subscribers.attributes()
        for name in ["x') --", "Upper Case", ""] {
            await #expect(throws: StoreError.self) { try await fixture.subscribers.set(name, to: .text) }
        }
        #expect(try await fixture.subscribers.attributes() == before)
    }

    @Test("choose a mailing's readers when it is published, not when it is scheduled")
    func publishing() async throws {
        let mailing = try await fixture.schedule(segment: "city = \"Kyiv\" and not list:evening")
        try await fixture.leave("ann@inbox.test")
        try await fixture.load("email,city\nhe@inbox.test,Kyiv\neve@mail.test,Kyiv\nbo@inbox.test,Kyiv\n")
        #expect(try await fixture.mailings.publish(mailing, fixture.frozen(key: "key")) == 1)
        let outbox = try await SQLiteOutbox(fixture)
        #expect(try await outbox.lease().map(\.recipient.description) == ["he@inbox.test"])
        #expect(
            try await fixture.mailings.mailing(mailing)?.segment == "city = \"Kyiv\" and not list:evening")
        try await fixture.expectWhole()
    }

    @Test("choose among versions as well")
    func versions() async throws {
        try await fixture.subscribers.set("sport", isWanted: false, by: fixture.id("ann@inbox.test"))
        let mailing = try await fixture.schedule(segment: "domain = \"inbox.test\"")
        let whole = try fixture.frozen(key: "key").versions[0]
        let without = FrozenVersion(without: ["sport"], template: whole.template, edition: "{}")
        let message = FrozenMessage(key: "key", versions: [whole, without])
        #expect(try await fixture.mailings.publish(mailing, message, optional: ["sport"]) == 2)
        let versions = try await fixture.texts(
            "SELECT subscriber_id || ':' || version FROM delivery ORDER BY 1")
        #expect(versions == ["1:2", "2:1"])
    }

    @Test("that name what is gone since do not publish")
    func gone() async throws {
        let mailing = try await fixture.schedule(segment: "city = \"Kyiv\"")
        #expect(try await fixture.subscribers.removeAttribute("city"))
        let message = try fixture.frozen(key: "key")
        await #expect(throws: SegmentFault.self) { try await fixture.mailings.publish(mailing, message) }
        #expect(try await fixture.mailings.mailing(mailing)?.state == .scheduled)
    }

    @Test("are saved once under a name, and mailings keep the text")
    func saved() async throws {
        let kyiv = try Segment("city = \"Kyiv\"")
        try await fixture.subscribers.save(kyiv, as: "kyiv")
        await #expect(throws: StoreError.segmentExists("kyiv")) {
            try await fixture.subscribers.save(kyiv, as: "kyiv")
        }
        #expect(try await fixture.subscribers.segment("kyiv").expression == kyiv.text)
        try await fixture.subscribers.removeSegment("kyiv")
        await #expect(throws: StoreError.noSuchSegment("kyiv")) {
            try await fixture.subscribers.removeSegment("kyiv")
        }
    }
}
