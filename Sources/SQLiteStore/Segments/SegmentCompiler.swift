// SPDX-License-Identifier: Apache-2.0
import GRDB
import Subscribers

/// Turns a segment into one statement of SQL with bound values.
///
/// What an index can serve is looked up: attributes as the very expression of their index, items of lists and lists by key,
/// prefixes as ranges. Where that finds few people for one term of a conjunction, the others are tried on those few. Else
/// each condition gives the set of its people, those without an index share one look at everyone, and the sets are put
/// together; where the others leave few people, these are looked up in lists. A term about a missing value is false, and `not`
/// makes it true.
struct SegmentCompiler {
    let db: Database
    let text: String
    let types: [String: AttributeType]
    /// What the indexes of attributes are called.
    let indexes: [String: String]
    let lists: [String: ListID]
    /// Milliseconds since 1970.
    let now: Int64
    /// The numbers of the people to look among; nil for everyone.
    let share: ClosedRange<Int64>?
    var arguments: [String: DatabaseValue] = [:]
    /// The indexes of columns with so few values that each of them can be tried.
    var listed: Set<String> = []
    /// Common table expressions that each give one set.
    private var sets: [String] = []

    private let limits: Limits

    /// The numbers up to which one way of finding people is quicker than another.
    struct Limits {
        /// How many people can each be looked at in less time than half a million are put into a set.
        var people = 20_000
        /// How many people whom other sets leave can each be looked up in lists in less time than a list is put into a set.
        var left = 50_000
        /// How many values of a column can each be tried in less time than its index is read.
        var values = 2_000
    }

    private init(
        _ segment: Segment, _ db: Database, now: Int64, share: ClosedRange<Int64>? = nil,
        limits: Limits
    ) throws {
        self.db = db
        text = segment.text
        self.now = now
        self.share = share
        self.limits = limits
        types = try AttributeIndexes(db).types()
        indexes = try AttributeIndexes(db).names()
        lists = try Dictionary(
            uniqueKeysWithValues: Row.fetchAll(db, sql: "SELECT name, id FROM list").map { ($0[0], $0[1]) })
        for case .field(let name, .contains) in segment.condition.leaves {
            guard let index = index(of: name), try hasValues(name, atMost: limits.values) else { continue }
            listed.insert(index)
        }
    }

    /// A statement that gives the numbers of the people a segment means, suppressed or not.
    /// - Throws: `SegmentFault` when it names what there is not, or compares what cannot be compared.
    static func people(
        _ segment: Segment, _ db: Database, now: Int64, limits: Limits = Limits()
    ) throws -> SQLQuery {
        var compiler = try SegmentCompiler(segment, db, now: now, limits: limits)
        if let few = try compiler.few(Self.flattened(segment.condition)) {
            return SQLQuery(sql: few, arguments: compiler.arguments)
        }
        let people = try compiler.set(segment.condition)
        return compiler.query("SELECT s.id FROM subscriber s WHERE id_in(s.id, \(people))")
    }

    /// A statement that counts the people a segment means who are not suppressed.
    /// - Parameter share: the numbers of those to count among; nil for everyone.
    static func count(
        _ segment: Segment, _ db: Database, now: Int64, among share: ClosedRange<Int64>? = nil,
        limits: Limits = Limits()
    ) throws -> SQLQuery {
        var compiler = try SegmentCompiler(segment, db, now: now, share: share, limits: limits)
        let people = try compiler.set(segment.condition)
        let suppressed = compiler.define("SELECT id FROM subscriber WHERE suppressed = 1")
        return compiler.query("SELECT id_count(id_minus(\(people), \(suppressed)))")
    }

    private func query(_ sql: String) -> SQLQuery {
        SQLQuery(sql: "WITH \(sets.joined(separator: ", ")) \(sql)", arguments: arguments)
    }

    /// The condition that keeps a person's number within the share; empty when there is none.
    func within(_ id: String) -> String {
        share.map { " AND \(id) BETWEEN \($0.lowerBound) AND \($0.upperBound)" } ?? ""
    }

    private static func flattened(_ condition: SegmentCondition) -> [SegmentCondition] {
        if case .all(let terms) = condition { return terms.flatMap(flattened) }
        return [condition]
    }

    /// A statement that gives the people of a conjunction, when an index finds few for one of its terms.
    private mutating func few(_ terms: [SegmentCondition]) throws -> String? {
        var least: (place: Int, ids: String, count: Int)?
        for (place, term) in terms.enumerated() where !readsItsIndex(term) {
            guard let ids = try ids(term) else { continue }
            let count =
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM (\(ids) LIMIT \(limits.people + 1))",
                    arguments: StatementArguments(arguments)) ?? 0
            if count < least?.count ?? (limits.people + 1) { least = (place, ids, count) }
        }
        guard let least else { return nil }
        let found = "SELECT DISTINCT id FROM (\(least.ids))"
        guard terms.count > 1 else { return found }
        var rest = terms
        rest.remove(at: least.place)
        // SQLite goes through the first table of a CROSS JOIN, and looks into the second.
        let people =
            rest.flatMap(\.leaves).contains(where: Self.readsPerson)
            ? "(\(found)) f CROSS JOIN subscriber s ON s.id = f.id" : "(\(found)) s"
        let conditions = try rest.map { try sql($0) }
        return "SELECT s.id FROM \(people) WHERE \(conditions.joined(separator: " AND "))"
    }

    /// Whether more of a person than the number is read to try a condition.
    private static func readsPerson(_ term: SegmentCondition) -> Bool {
        switch term {
        case .field, .subscribed(to: nil, _): true
        default: false
        }
    }

    /// Whether an index is read from end to end to find whom a term means.
    private func readsItsIndex(_ term: SegmentCondition) -> Bool {
        switch term {
        case .field(let name, .contains): index(of: name).map { !listed.contains($0) } ?? false
        case .any(let terms): terms.contains(where: readsItsIndex)
        default: false
        }
    }

    /// The set of the people a condition means.
    private mutating func set(_ condition: SegmentCondition) throws -> String {
        if opposite(of: condition) != nil { return try conjunction([condition]) }
        switch condition {
        case .all: return try conjunction(Self.flattened(condition))
        case .any(let terms): return try combine("id_or", terms) { .any($0) }
        default: return try define(ids(condition) ?? everyone(where: condition))
        }
    }

    /// A statement that tries a condition on everyone.
    private mutating func everyone(where condition: SegmentCondition) throws -> String {
        let index = condition.leaves.allSatisfy(isOfTexts) ? " INDEXED BY subscriber_texts" : ""
        return "SELECT s.id FROM subscriber s\(index) WHERE \(try sql(condition))\(within("s.id"))"
    }

    /// The set of the people that all terms mean. Lists come last: as a rule they are the widest.
    private mutating func conjunction(_ terms: [SegmentCondition]) throws -> String {
        if terms.count > 1, let few = try few(terms) { return define(few) }
        let lists = terms.filter(isAboutLists)
        let others = terms.filter { !isAboutLists($0) }
        guard !lists.isEmpty, others.contains(where: isWanted) else { return try intersection(of: terms) }
        let left = try intersection(of: others)
        let conditions = try lists.map { try sql($0) }.joined(separator: " AND ")
        let few =
            "SELECT s.id FROM (SELECT value AS id FROM json_each(id_list(\(left)))) s WHERE \(conditions)"
        let all = try intersection(of: lists, and: [left])
        return name(
            "SELECT CASE WHEN id_count(\(left)) <= \(limits.left) THEN (SELECT id_set(id) FROM (\(few))) ELSE \(all) END"
        )
    }

    private mutating func intersection(
        of terms: [SegmentCondition], and sets: [String] = []
    ) throws -> String {
        let wanted = terms.filter(isWanted)
        let isWhole = wanted.isEmpty && sets.isEmpty
        let all = try combine("id_and", isWhole ? [.everyone] : wanted, and: sets) { .all($0) }
        let unwanted = try terms.compactMap(opposite).map { try set($0) }
        return unwanted.isEmpty ? all : combine("id_minus", [all] + unwanted)
    }

    /// Whether a term of a conjunction says who is in it, not who is not.
    private func isWanted(_ term: SegmentCondition) -> Bool { opposite(of: term) == nil && term != .everyone }

    /// Puts sets and those of conditions together.
    /// - Parameter joined: several conditions as one.
    private mutating func combine(
        _ function: String, _ terms: [SegmentCondition], and sets: [String] = [],
        _ joined: ([SegmentCondition]) -> SegmentCondition
    ) throws -> String {
        let tried = terms.filter(isTried)
        var sets = try sets + terms.filter { !isTried($0) }.map { try set($0) }
        if !tried.isEmpty { sets.append(define(try everyone(where: joined(tried)))) }
        return combine(function, sets)
    }

    private mutating func combine(_ function: String, _ sets: [String]) -> String {
        var result = sets[0]
        var rest = sets.dropFirst()
        while !rest.isEmpty {
            let next = rest.prefix(SegmentFunctions.mostArguments - 1)
            result = name("SELECT \(function)(\(([result] + next).joined(separator: ", ")))")
            rest = rest.dropFirst(next.count)
        }
        return result
    }

    /// Makes a set of the numbers that a statement gives.
    private mutating func define(_ ids: String) -> String { name("SELECT id_set(id) FROM (\(ids))") }

    /// Gives a set a name, because statements that are nested could be deeper than SQLite reads.
    private mutating func name(_ set: String) -> String {
        sets.append("set\(sets.count)(ids) AS (\(set))")
        return "(SELECT ids FROM set\(sets.count - 1))"
    }
}
