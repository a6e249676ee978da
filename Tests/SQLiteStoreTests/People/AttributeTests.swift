// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("The newsroom's own fields")
struct AttributeTests {
    private let fixture: TemporaryDatabase

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
    }

    private func indexes() async throws -> [String] {
        try await fixture.texts(
            "SELECT name FROM sqlite_master WHERE name LIKE 'attribute\\_%' ESCAPE '\\' AND type = 'index'"
        )
        .sorted()
    }

    private func values(_ name: String) async throws -> [String] {
        try await fixture.texts(
            "SELECT coalesce(json_extract(attributes, '$.' || ?), 'null') FROM subscriber ORDER BY id", [name]
        )
    }

    @Test(
        "change their type with every value",
        arguments: [
            (AttributeType.text, AttributeType.number, ["12", "7.50", ""], ["12.0", "7.5", "null"]),
            (.text, .boolean, ["Yes", "no", "1"], ["1", "0", "1"]),
            (
                .text, .date, ["2026-11-24T10:00:00Z", "2024-02-29", ""],
                ["2026-11-24", "2024-02-29", "null"]
            ),
            (.text, .list, ["a;b", "c", ""], [#"["a","b"]"#, #"["c"]"#, "null"]),
            (.list, .text, ["a;b", "c", ""], ["a, b", "c", "null"]),
            (.number, .text, ["12", "7.5", ""], ["12", "7.5", "null"]),
            (.boolean, .number, [], []),
        ])
    func converts(from: AttributeType, to: AttributeType, cells: [String], converted: [String]) async throws {
        try await fixture.subscribers.set("field", to: from)
        let rows = cells.enumerated().map { "r\($0)@inbox.test,\"\($1)\"\n" }.joined()
        try await fixture.load("email,field\n" + rows)
        try await fixture.subscribers.set("field", to: to)
        #expect(try await fixture.subscribers.attributes() == ["field": to])
        let values = try await values("field")
        let isSame = zip(values, converted).allSatisfy {
            $0 == $1 || Double($0) != nil && Double($0) == Double($1)
        }
        #expect(isSame && values.count == converted.count, "\(values)")
        let items = try await fixture.texts("SELECT item FROM attribute_item ORDER BY item")
        #expect(items == (to == .list ? ["a", "b", "c"] : []))
        #expect(try await indexes() == (to == .list ? [] : ["attribute_1"]))
        try await fixture.expectWhole()
    }

    @Test(
        "keep their type and all values when one cannot be turned",
        arguments: [AttributeType.number, .boolean, .date])
    func refuses(type: AttributeType) async throws {
        try await fixture.load("email,field\na@inbox.test,1\nb@inbox.test,2026-11-24\nc@inbox.test,what\n")
        await #expect(throws: StoreError.self) { try await fixture.subscribers.set("field", to: type) }
        #expect(try await fixture.subscribers.attributes() == ["field": .text])
        #expect(try await values("field") == ["1", "2026-11-24", "what"])
        #expect(try await indexes() == ["attribute_1"])
    }

    @Test("are removed from everybody, with their index and items")
    func removes() async throws {
        try await fixture.load("email,tags,city\na@inbox.test,x;y,Riga\nb@inbox.test,,\n")
        #expect(try await fixture.subscribers.removeAttribute("tags"))
        #expect(try await !fixture.subscribers.removeAttribute("tags"))
        #expect(try await fixture.texts("SELECT attributes FROM subscriber") == [#"{"city":"Riga"}"#, "{}"])
        #expect(try await fixture.number("SELECT count(*) FROM attribute_item") == 0)
        #expect(try await fixture.subscribers.removeAttribute("city"))
        #expect(try await indexes() == [])
        try await fixture.expectWhole()
    }

    @Test("of one person are set, and removed by nothing")
    func sets() async throws {
        try await fixture.ask("ann@inbox.test")
        let ann = try await fixture.id("ann@inbox.test")
        try await fixture.subscribers.set([("tags", .list(["a", "b"])), ("age", .number(3))], of: ann)
        try await fixture.subscribers.set([("tags", .list(["b"])), ("age", .text(""))], of: ann)
        #expect(try await fixture.subscribers.subscriber(ann)?.attributes == #"{"tags":["b"]}"#)
        #expect(try await fixture.texts("SELECT item FROM attribute_item") == ["b"])
        #expect(try await fixture.subscribers.attributes() == ["tags": .list, "age": .number])
        try await fixture.expectWhole()
    }

    @Test("have indexes after a big import as before it: the first sixteen that are no lists")
    func indexed() async throws {
        try await fixture.load("email,tags,field_1\nold@inbox.test,x,v\n")
        #expect(try await indexes().count == 1)
        let names = (1...20).map { "field_\($0)" }
        for name in names { try await fixture.subscribers.set(name, to: .text) }
        let rows = (0..<30_000).lazy.map { "r\($0)@inbox.test,v,w\n" }
        let loaded = try await fixture.load("email,field_16,field_20\n" + rows.joined())
        #expect(loaded.report.added == 30_000)
        #expect(try await indexes().count == 16)
        #expect(
            try await fixture.texts("SELECT name FROM attribute WHERE is_indexed = 1 ORDER BY id")
                == Array(names.prefix(16)))
        #expect(try await fixture.number("SELECT count(*) FROM sqlite_stat1") > 0)
        let plan = try await fixture.subscribers.plan(of: Segment("field_16 = \"u\""))
        #expect(plan.contains { $0.contains("INDEX attribute_") }, "\(plan)")
        try await fixture.expectWhole()
    }

    @Test("a rehearsed import leaves neither people nor fields nor indexes")
    func rehearsed() async throws {
        let rows = try importRows("email,city\nann@inbox.test,Riga\n")
        var order = ImportOrder(list: "morning", source: "test")
        (order.isRehearsal, order.attributes) = (true, rows.attributes)
        let next = Queue(rows.candidates)
        #expect(
            try await fixture.subscribers.importRows(order, next: { next.pop() }, note: { _ in }).added == 1)
        #expect(try await fixture.subscribers.attributes().isEmpty)
        #expect(try await indexes().isEmpty)
        #expect(try await fixture.number("SELECT count(*) FROM subscriber") == 0)
    }
}
