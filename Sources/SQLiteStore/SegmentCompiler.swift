import Composer
import GRDB
import Subscribers

/// Turns a segment into one statement of SQL with bound values.
///
/// Each term is written so that an index can serve it: attributes as the very expression of their index, items of lists
/// and lists by key, prefixes as ranges. A term of a conjunction that an index makes small drives the statement; where there
/// is none, the members of a list do, or everyone does when the list is large. A term about a missing value is false, and
/// `not` makes it true.
struct SegmentCompiler {
    private let db: Database
    private let text: String
    private let types: [String: AttributeType]
    /// What the indexes of attributes are called.
    private let indexes: [String: String]
    private let lists: [String: Int64]
    /// Milliseconds since 1970.
    private let now: Int64
    /// The numbers of the people to look among; nil for everyone.
    private let share: ClosedRange<Int64>?
    private var arguments: [String: DatabaseValue] = [:]

    private init(_ text: String, _ db: Database, now: Int64, share: ClosedRange<Int64>? = nil) throws {
        self.db = db
        self.text = text
        self.now = now
        self.share = share
        types = try AttributeIndexes(db).types()
        indexes = try AttributeIndexes(db).names()
        lists = try Dictionary(
            uniqueKeysWithValues: Row.fetchAll(db, sql: "SELECT name, id FROM list").map { ($0[0], $0[1]) })
    }

    /// A statement that gives the numbers of the people a segment means, suppressed or not.
    /// - Throws: `SegmentFault` when it names what there is not, or compares what cannot be compared.
    static func people(_ segment: Segment, _ db: Database, now: Int64) throws -> SQLQuery {
        var compiler = try SegmentCompiler(segment.text, db, now: now)
        let (id, rest) = try compiler.search(compiler.flattened(segment.condition))
        return SQLQuery(sql: "SELECT \(id) \(rest)", arguments: compiler.arguments)
    }

    /// A statement that counts the people a segment means and who may be mailed: all of them without the suppressed, who
    /// are few and have an index, so that nobody else is looked up among them. LIMIT keeps SQLite from looking for the
    /// segment's people a second time instead.
    /// - Parameter share: the numbers of those to count among; nil for everyone.
    static func count(
        _ segment: Segment, _ db: Database, now: Int64, among share: ClosedRange<Int64>? = nil
    ) throws -> SQLQuery {
        var compiler = try SegmentCompiler(segment.text, db, now: now, share: share)
        let terms = compiler.flattened(segment.condition)
        let all = try compiler.number(terms)
        let suppressed = try terms.map { try compiler.sql($0) }.joined(separator: " AND ")
        return SQLQuery(
            sql: """
                SELECT \(all)
                    - (SELECT count(*) FROM (SELECT * FROM subscriber s WHERE suppressed = 1\(compiler.within("s.id")) LIMIT -1) s
                       WHERE \(suppressed))
                """, arguments: compiler.arguments)
    }

    /// How many a conjunction means. Where nothing but its `not`s has an index it is a difference: whom they leave out is
    /// found, and nobody else is tried.
    private mutating func number(_ terms: [SegmentCondition]) throws -> String {
        let unwanted = terms.compactMap(selectiveOpposite)
        guard !unwanted.isEmpty, !terms.contains(where: isSelective) else {
            return "(SELECT count(*) \(try search(terms).rest))"
        }
        let wanted = terms.filter { selectiveOpposite($0) == nil }
        let all = try search(wanted.isEmpty ? [.everyone] : wanted).rest
        let left = try search(wanted + [.any(unwanted)]).rest
        return "(SELECT count(*) \(all)) - (SELECT count(*) \(left))"
    }

    /// What a `not` leaves out, when an index finds that.
    private func selectiveOpposite(_ term: SegmentCondition) -> SegmentCondition? {
        if case .not(let term) = term, isSelective(term) { term } else { nil }
    }

    /// Where the people of a conjunction stand, and what their number is called there.
    private mutating func search(_ terms: [SegmentCondition]) throws -> (id: String, rest: String) {
        guard let membership = membership(in: terms) else {
            let conditions = try terms.map { try sql($0) }
            return (
                "s.id", "FROM subscriber s WHERE \(conditions.joined(separator: " AND "))\(within("s.id"))"
            )
        }
        var conditions = [try members(terms[membership])]
        for (index, term) in terms.enumerated() where index != membership { conditions.append(try sql(term)) }
        // SQLite goes through the first table of a CROSS JOIN, and looks into the second.
        let (tables, first) =
            if terms.count == 1 {
                ("subscription p", "p.subscriber_id")
            } else if try terms.contains(where: isSelective) || isLarge(terms[membership]) {
                ("subscriber s CROSS JOIN subscription p ON p.subscriber_id = s.id", "s.id")
            } else {
                ("subscription p CROSS JOIN subscriber s ON s.id = p.subscriber_id", "p.subscriber_id")
            }
        return (
            "p.subscriber_id",
            "FROM \(tables) WHERE \(conditions.joined(separator: " AND "))\(within(first))"
        )
    }

    /// Keeps to the share: one more condition on a person's number.
    private func within(_ id: String) -> String {
        share.map { " AND \(id) BETWEEN \($0.lowerBound) AND \($0.upperBound)" } ?? ""
    }

    private func flattened(_ condition: SegmentCondition) -> [SegmentCondition] {
        if case .all(let terms) = condition { return terms.flatMap(flattened) }
        return [condition]
    }

    /// The place of the first term about a list.
    private func membership(in terms: [SegmentCondition]) -> Int? {
        terms.firstIndex {
            switch $0 {
            case .list, .subscribed(to: _?, _): true
            default: false
            }
        }
    }

    /// Whether to go through everyone in order is quicker than to look at each member of a term's list.
    private func isLarge(_ term: SegmentCondition) throws -> Bool {
        guard case .list(let name) = term else { return false }
        let members = try Int.fetchOne(
            db, sql: "SELECT count(*) FROM (SELECT 1 FROM subscription WHERE list_id = ? LIMIT ?)",
            arguments: [try list(name), Self.large])
        return members == Self.large
    }

    private static let large = 50_000

    /// A term about a list, of `p`.
    private mutating func members(_ term: SegmentCondition) throws -> String {
        switch term {
        case .list(let name): "p.list_id = \(bind(try list(name))) AND p.status = 1"
        case .subscribed(to: let name?, let period):
            "p.list_id = \(bind(try list(name))) AND p.status = 1 AND \(range("p.joined_at", period))"
        default: "1"
        }
    }

    private func isSelective(_ term: SegmentCondition) -> Bool {
        switch term {
        case .field(let name, let test): isSelective(name, test)
        case .subscribed(to: nil, _): true
        case .any(let terms): terms.allSatisfy { isSelective($0) }
        default: false
        }
    }

    private func isSelective(_ name: SegmentWord, _ test: SegmentTest) -> Bool {
        if let column = PersonColumn(name.text) { return column.isIndexed && test.isFoundByIndex }
        let attribute = ImportColumns.normalised(name.text)
        switch test {
        case .contains: return types[attribute] == .list || indexes[attribute] != nil
        case .oneOf where types[attribute] == .list: return true
        default: return indexes[attribute] != nil && test.isFoundByIndex
        }
    }

    private mutating func bind(_ value: some DatabaseValueConvertible) -> String {
        let name = "segment\(arguments.count)"
        arguments[name] = value.databaseValue
        return ":\(name)"
    }

    private func fault(_ place: Int, _ problem: String) -> SegmentFault {
        SegmentFault(text: text, column: place, problem: problem)
    }

    private mutating func sql(_ condition: SegmentCondition) throws -> String {
        switch condition {
        case .all(let terms): return "(" + (try terms.map { try sql($0) }).joined(separator: " AND ") + ")"
        case .any(let terms): return "(" + (try terms.map { try sql($0) }).joined(separator: " OR ") + ")"
        case .not(let term) where isSelective(term):
            // Found by an index and left out, instead of tried on everyone.
            return "s.id NOT IN (SELECT s.id FROM subscriber s WHERE \(try sql(term))\(within("s.id")))"
        case .not(let term): return "(\(try sql(term))) IS NOT TRUE"
        case .list, .subscribed(to: _?, _):
            return
                "EXISTS (SELECT 1 FROM subscription p WHERE \(try members(condition)) AND p.subscriber_id = s.id)"
        case .subscribed(to: nil, let period): return "(\(range("s.joined_at", period)))"
        case .field(let name, let test): return try field(name, test)
        case .event(let name, _):
            throw fault(name.column, "“\(name.text)” cannot be asked for: Daybreak does not record that yet")
        case .received(let mailing, let revision): return try received(mailing, revision)
        case .everyone: return "1"
        }
    }

    private mutating func received(_ mailing: SegmentWord, _ revision: Int?) throws -> String {
        guard let number = Int64(mailing.text), try MailingStore.isPublished(number, db) else {
            throw fault(mailing.column, "there is no mailing \(mailing.text) that was published")
        }
        let accepted = try MailingStore.acceptance(of: revision, in: number, db)
        return
            "EXISTS (SELECT 1 FROM delivery d WHERE d.mailing_id = \(bind(number)) AND d.subscriber_id = s.id AND \(accepted))"
    }

    private func list(_ name: SegmentWord) throws -> Int64 {
        guard let id = lists[name.text] else {
            throw fault(name.column, "there is no list “\(name.text)”\(Self.hint(name.text, lists.keys))")
        }
        return id
    }

    private static func hint(_ word: String, _ names: some Sequence<String>) -> String {
        if let near = nearest(to: word, among: names) { return ": did you mean “\(near)”?" }
        let names = names.sorted()
        return names.isEmpty
            ? "" : ": there are \(names.prefix(12).joined(separator: ", "))\(names.count > 12 ? ", …" : "")"
    }

    private mutating func field(_ name: SegmentWord, _ test: SegmentTest) throws -> String {
        if let column = PersonColumn(name.text) {
            return try compare("s.\(column.rawValue)", .text, name, test) {
                column.isCaseless ? $0.lowercased() : $0
            }
        }
        let attribute = ImportColumns.normalised(name.text)
        guard let type = types[attribute] else {
            let names = Array(types.keys) + PersonColumn.names.keys
            throw fault(name.column, "“\(name.text)” is no attribute\(Self.hint(name.text, names))")
        }
        if type == .list { return try items(of: attribute, name, test) }
        let condition = try compare(AttributeIndexes.expression(attribute), type, name, test) { $0 }
        guard case .contains = test, let index = indexes[attribute] else { return condition }
        // All of the index is read, which is much less than everyone.
        return
            "s.id IN (SELECT s.id FROM subscriber s INDEXED BY \(index) WHERE \(condition)\(within("s.id")))"
    }

    /// A column of people, or an attribute with one value.
    private mutating func compare(
        _ expression: String, _ type: AttributeType, _ name: SegmentWord, _ test: SegmentTest,
        _ fold: (String) -> String
    ) throws -> String {
        switch test {
        case .compare(let comparison, let value):
            if type == .boolean, comparison != .equal, comparison != .notEqual {
                throw fault(value.column, "“\(name.text)” is yes or no: compare it with = or !=")
            }
            let bound = try bind(value, as: type, name, fold)
            // What is unknown is not equal.
            return comparison == .notEqual
                ? "\(expression) IS NOT \(bound)" : "\(expression) \(comparison.rawValue) \(bound)"
        case .oneOf(let values):
            let bound = try values.map { try bind($0, as: type, name, fold) }
            return "\(expression) IN (\(bound.joined(separator: ", ")))"
        case .contains(let value):
            return "instr(\(expression), \(try bindText(value, type, name, fold))) > 0"
        case .startsWith(let value):
            let start = try bindText(value, type, name, fold)
            return "(\(expression) >= \(start) AND \(expression) < \(start) || char(0x10FFFF))"
        case .isKnown: return "coalesce(\(expression), '') <> ''"
        case .isUnknown: return "coalesce(\(expression), '') = ''"
        case .period(let period):
            guard type == .date else {
                throw fault(
                    name.column,
                    "“\(name.text)” is a \(type.rawValue), not a date: “daybreak attribute set” changes that")
            }
            return "(\(days(expression, period)))"
        }
    }

    private mutating func items(of attribute: String, _ name: SegmentWord, _ test: SegmentTest) throws
        -> String
    {
        let values: [SegmentValue]
        switch test {
        case .contains(let value): values = [value]
        case .oneOf(let several): values = several
        case .isKnown: return "json_type(s.attributes, '$.\"\(attribute)\"') IS NOT NULL"
        case .isUnknown: return "json_type(s.attributes, '$.\"\(attribute)\"') IS NULL"
        case .compare, .startsWith, .period:
            throw fault(
                name.column,
                "“\(name.text)” is a list: ask for an item with contains \"…\" or in (\"…\", \"…\")")
        }
        let items = try values.map { try bind($0, as: .text, name) { $0 } }.joined(separator: ", ")
        return """
            s.id IN (SELECT subscriber_id FROM attribute_item
                     WHERE name = \(bind(attribute)) AND item IN (\(items))\(within("subscriber_id")))
            """
    }

    private mutating func bindText(
        _ value: SegmentValue, _ type: AttributeType, _ name: SegmentWord, _ fold: (String) -> String
    ) throws -> String {
        guard type == .text || type == .date else {
            throw fault(
                name.column, "“\(name.text)” is a \(type.rawValue): only texts contain and start with others")
        }
        return try bind(value, as: .text, name, fold)
    }

    private mutating func bind(
        _ value: SegmentValue, as type: AttributeType, _ name: SegmentWord, _ fold: (String) -> String
    ) throws -> String {
        switch (type, value.kind) {
        case (.text, .text(let text)), (.list, .text(let text)): return bind(fold(text))
        case (.number, .number(let number)): return bind(number)
        case (.boolean, .truth(let truth)): return bind(truth)
        case (.date, .day(let day)): return bind(day.description)
        case (.text, _): throw fault(value.column, "“\(name.text)” is a text: put the value into quotes")
        case (.number, _): throw fault(value.column, "“\(name.text)” is a number")
        case (.boolean, _): throw fault(value.column, "“\(name.text)” is yes or no")
        case (.date, _):
            throw fault(value.column, "“\(name.text)” is a date, like 2026-01-31, without quotes")
        case (.list, _):
            throw fault(value.column, "“\(name.text)” is a list of texts: put the value into quotes")
        }
    }

    private static let day: Int64 = 86_400_000

    /// Points in time; days are UTC's.
    private mutating func range(_ column: String, _ period: SegmentPeriod) -> String {
        func start(_ day: SegmentDay, plus days: Int = 0) -> Int64 {
            Int64(day.daysSince1970 + days) * Self.day
        }
        switch period {
        case .before(let day): return "\(column) < \(bind(start(day)))"
        case .since(let day): return "\(column) >= \(bind(start(day)))"
        case .after(let day): return "\(column) >= \(bind(start(day, plus: 1)))"
        case .on(let day):
            return "\(column) >= \(bind(start(day))) AND \(column) < \(bind(start(day, plus: 1)))"
        case .within(let count, let unit): return "\(column) >= \(bind(now - Self.length(count, unit)))"
        }
    }

    private mutating func days(_ expression: String, _ period: SegmentPeriod) -> String {
        switch period {
        case .before(let day): return "\(expression) < \(bind(day.description))"
        case .since(let day): return "\(expression) >= \(bind(day.description))"
        case .after(let day): return "\(expression) > \(bind(day.description))"
        case .on(let day): return "\(expression) = \(bind(day.description))"
        case .within(let count, let unit):
            let first = "date(\(bind((now - Self.length(count, unit)) / 1000)), 'unixepoch')"
            return "\(expression) >= \(first) AND \(expression) <= date(\(bind(now / 1000)), 'unixepoch')"
        }
    }

    /// Months have 30 days.
    private static func length(_ count: Int, _ unit: SegmentPeriod.Unit) -> Int64 {
        switch unit {
        case .hours: Int64(count) * 3_600_000
        case .days: Int64(count) * day
        case .weeks: Int64(count) * 7 * day
        case .months: Int64(count) * 30 * day
        }
    }
}

/// A statement with its values.
struct SQLQuery {
    let sql: String
    let arguments: [String: DatabaseValue]
}

/// Columns of `subscriber` that segments name in their own words.
private enum PersonColumn: String {
    case address_key, domain, first_name, last_name, language, zone

    static let names: [String: PersonColumn] = [
        "email": .address_key, "domain": .domain, "first_name": .first_name, "last_name": .last_name,
        "language": .language, "timezone": .zone,
    ]

    init?(_ name: String) {
        guard let column = Self.names[name.lowercased()] else { return nil }
        self = column
    }

    /// Whether it is kept in lower case.
    var isCaseless: Bool { self == .address_key || self == .domain }

    var isIndexed: Bool { isCaseless }
}

extension SegmentTest {
    /// Whether an index leads to the few it is true for.
    fileprivate var isFoundByIndex: Bool {
        switch self {
        case .compare(let comparison, _): comparison != .notEqual
        case .oneOf, .startsWith, .period: true
        case .contains, .isKnown, .isUnknown: false
        }
    }
}
