// SPDX-License-Identifier: Apache-2.0
import Composer
import GRDB
import MailFormat
import Subscribers

/// The conditions of segments, each by itself.
extension SegmentCompiler {
    /// A statement that looks up the numbers of the people a condition means, some perhaps twice; nil when no index finds them.
    mutating func ids(_ condition: SegmentCondition) throws -> String? {
        switch condition {
        case .list, .subscribed(to: _?, _):
            return
                "SELECT p.subscriber_id AS id FROM subscription p WHERE \(try members(condition))\(within("p.subscriber_id"))"
        case .subscribed(to: nil, _):
            return
                "SELECT s.id FROM subscriber s INDEXED BY subscriber_by_joining WHERE \(try sql(condition))\(within("s.id"))"
        case .received(let mailing, let text):
            return
                "SELECT d.subscriber_id AS id FROM delivery d WHERE \(try received(mailing, text))\(within("d.subscriber_id"))"
        case .field(let name, let test): return try ids(name, test)
        case .any(let terms) where terms.allSatisfy(isLookedUp):
            return try terms.compactMap { try ids($0) }.joined(separator: " UNION ALL ")
        default: return nil
        }
    }

    private mutating func ids(_ name: SegmentWord, _ test: SegmentTest) throws -> String? {
        guard isLookedUp(.field(name, test)) else { return nil }
        if isList(name) {
            return
                "SELECT subscriber_id AS id FROM attribute_item WHERE \(try items(name, test))\(within("subscriber_id"))"
        }
        guard let index = index(of: name) else { return nil }
        let found = "SELECT s.id FROM subscriber s INDEXED BY \(index) WHERE"
        let value = expression(of: name)
        switch test {
        case .isUnknown:
            return
                "\(found) \(value) IS NULL\(within("s.id")) UNION ALL \(found) \(value) = ''\(within("s.id"))"
        case .contains where listed.contains(index):
            return
                "\(found) \(value) IN (\(values(of: name)) SELECT x FROM v WHERE \(try field(name, test, in: "x")))\(within("s.id"))"
        default: return "\(found) \(try field(name, test))\(within("s.id"))"
        }
    }

    /// Gives `v.x` all values of a column that has an index, each once: the least, and the next after it, and so on.
    private func values(of name: SegmentWord) -> String {
        let value = expression(of: name)
        return """
            WITH RECURSIVE v(x) AS (SELECT min(\(value)) FROM subscriber s UNION ALL
            SELECT (SELECT min(\(value)) FROM subscriber s WHERE \(value) > v.x) FROM v WHERE v.x IS NOT NULL)
            """
    }

    /// Whether a column that has an index has at most so many values.
    func hasValues(_ name: SegmentWord, atMost count: Int) throws -> Bool {
        // Every person has another address.
        if PersonColumn(name.text) == .address_key { return false }
        let values = try Int.fetchOne(
            db, sql: "\(values(of: name)) SELECT count(*) FROM (SELECT 1 FROM v LIMIT \(count + 1))")
        return values ?? 0 <= count
    }

    /// Whether an index finds the people of a condition.
    func isLookedUp(_ condition: SegmentCondition) -> Bool {
        switch condition {
        case .list, .subscribed, .received: return true
        case .any(let terms): return terms.allSatisfy(isLookedUp)
        case .field(let name, let test):
            if isList(name) { return test != .isUnknown }
            if case .compare(.notEqual, _) = test { return false }
            guard test != .isKnown, let index = index(of: name) else { return false }
            // Going through people in order finds parts of addresses sooner than their index does.
            guard case .contains = test, PersonColumn(name.text) != nil else { return true }
            return listed.contains(index)
        default: return false
        }
    }

    /// The condition that is true where another one is not, when it can be looked up or is what was written. To take a set out
    /// of another is quicker than to find everyone who is not in it.
    func opposite(of condition: SegmentCondition) -> SegmentCondition? {
        switch condition {
        case .not(let term) where !isTried(term): return term
        case .any(let terms):
            let opposites = terms.map { opposite(of: $0) }
            guard opposites.contains(where: { $0 != nil }) else { return nil }
            return .all(zip(terms, opposites).map { $1 ?? .not($0) })
        case .field(let name, .isUnknown) where isList(name): return .field(name, .isKnown)
        case .field(let name, .isKnown) where !isList(name) && index(of: name) != nil:
            return .field(name, .isUnknown)
        case .field(let name, .compare(.notEqual, let value)) where index(of: name) != nil:
            return .field(name, .compare(.equal, value))
        default: return nil
        }
    }

    /// Whether a condition is about lists alone.
    func isAboutLists(_ condition: SegmentCondition) -> Bool {
        switch condition {
        case .list, .subscribed(to: _?, _): true
        case .not(let term): isAboutLists(term)
        default: false
        }
    }

    /// Whether nothing but to try a condition on everyone tells whom it means.
    func isTried(_ condition: SegmentCondition) -> Bool {
        switch condition {
        case .field, .event: !isLookedUp(condition) && opposite(of: condition) == nil
        case .all(let terms), .any(let terms): terms.allSatisfy(isTried)
        case .not(let term): isTried(term)
        default: false
        }
    }

    /// Whether `subscriber_texts` has all that is read to try a condition.
    func isOfTexts(_ leaf: SegmentCondition) -> Bool {
        switch leaf {
        case .everyone: true
        case .field(let name, _): PersonColumn(name.text).map { $0 != .domain } ?? false
        default: false
        }
    }

    private func isList(_ name: SegmentWord) -> Bool {
        PersonColumn(name.text) == nil && types[ImportColumns.normalised(name.text)] == .list
    }

    func index(of name: SegmentWord) -> String? {
        PersonColumn(name.text).map(\.index) ?? indexes[ImportColumns.normalised(name.text)]
    }

    private func expression(of name: SegmentWord) -> String {
        PersonColumn(name.text).map { "s.\($0.rawValue)" }
            ?? AttributeIndexes.expression(ImportColumns.normalised(name.text))
    }

    /// A term about a list, of `p`.
    private mutating func members(_ term: SegmentCondition) throws -> String {
        switch term {
        case .list(let name):
            "p.list_id = \(bind(try list(name))) AND p.status = \(SubscriptionStatus.active.rawValue)"
        case .subscribed(to: let name?, let period):
            "p.list_id = \(bind(try list(name))) AND p.status = \(SubscriptionStatus.active.rawValue) AND \(range("p.joined_at", period))"
        default: "1"
        }
    }

    mutating func bind(_ value: some DatabaseValueConvertible) -> String {
        let name = "segment\(arguments.count)"
        arguments[name] = value.databaseValue
        return ":\(name)"
    }

    func fault(
        _ place: Int, _ problem: String, remedy: SegmentFault.Remedy? = nil
    ) -> SegmentFault {
        SegmentFault(text: text, column: place, problem: problem, remedy: remedy)
    }

    /// The SQL condition of a person `s` that a segment's condition means.
    mutating func sql(_ condition: SegmentCondition) throws -> String {
        switch condition {
        case .all(let terms): return "(" + (try terms.map { try sql($0) }).joined(separator: " AND ") + ")"
        case .any(let terms): return "(" + (try terms.map { try sql($0) }).joined(separator: " OR ") + ")"
        case .not(let term): return "(\(try sql(term))) IS NOT TRUE"
        case .list, .subscribed(to: _?, _):
            return
                "EXISTS (SELECT 1 FROM subscription p WHERE \(try members(condition)) AND p.subscriber_id = s.id)"
        case .subscribed(to: nil, let period): return "(\(range("s.joined_at", period)))"
        case .field(let name, let test): return try field(name, test)
        case .event(let name, _):
            throw fault(name.column, "“\(name.text)” cannot be asked for: Daybreak does not record that yet")
        case .received(let mailing, let text):
            return
                "EXISTS (SELECT 1 FROM delivery d WHERE \(try received(mailing, text)) AND d.subscriber_id = s.id)"
        case .everyone: return "1"
        }
    }

    /// The SQL condition of a delivery `d` of a mailing that arrived.
    private mutating func received(_ mailing: SegmentWord, _ text: Int?) throws -> String {
        guard let number = Int64(mailing.text), try MailingStore.isPublished(number, db) else {
            throw fault(mailing.column, "there is no mailing \(mailing.text) that was published")
        }
        return
            "d.mailing_id = \(bind(number)) AND \(try MailingStore.acceptance(of: text, in: number, db))"
    }

    func list(_ name: SegmentWord) throws -> ListID {
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

    /// - Parameter value: where the value stands, when that is not in the person's row.
    private mutating func field(_ name: SegmentWord, _ test: SegmentTest, in value: String? = nil) throws
        -> String
    {
        let value = value ?? expression(of: name)
        if let column = PersonColumn(name.text) {
            return try compare(value, .text, name, test) {
                column.isCaseless ? $0.lowercased() : $0
            }
        }
        let attribute = ImportColumns.normalised(name.text)
        guard let type = types[attribute] else {
            let names = Array(types.keys) + PersonColumn.names.keys
            throw fault(name.column, "“\(name.text)” is no attribute\(Self.hint(name.text, names))")
        }
        guard type == .list else { return try compare(value, type, name, test) { $0 } }
        let items = "coalesce(json_array_length(s.attributes, '$.\"\(attribute)\"'), 0)"
        switch test {
        case .isKnown: return "\(items) > 0"
        case .isUnknown: return "\(items) = 0"
        default:
            return
                "EXISTS (SELECT 1 FROM attribute_item WHERE \(try self.items(name, test)) AND subscriber_id = s.id)"
        }
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
            // A value that is unknown is not equal to any.
            return comparison == .notEqual
                ? "\(expression) IS NOT \(bound)" : "\(expression) \(comparison.rawValue) \(bound)"
        case .oneOf(let values):
            let bound = try values.map { try bind($0, as: type, name, fold) }
            return "\(expression) IN (\(bound.joined(separator: ", ")))"
        case .contains(let value):
            return "has_part(\(expression), \(try bindText(value, type, name, fold)))"
        case .startsWith(let value):
            let start = try bindText(value, type, name, fold)
            return "(\(expression) >= \(start) AND \(expression) < \(start) || char(0x10FFFF))"
        case .isKnown: return "coalesce(\(expression), '') <> ''"
        case .isUnknown: return "coalesce(\(expression), '') = ''"
        case .period(let period):
            guard type == .date else {
                throw fault(
                    name.column, "“\(name.text)” is a \(type.rawValue), not a date", remedy: .changeType)
            }
            return "(\(days(expression, period)))"
        }
    }

    /// Items of an attribute with several values.
    private mutating func items(_ name: SegmentWord, _ test: SegmentTest) throws -> String {
        let attribute = "name = \(bind(ImportColumns.normalised(name.text)))"
        let values: [SegmentValue]
        switch test {
        case .contains(let value): values = [value]
        case .oneOf(let several): values = several
        case .isKnown, .isUnknown: return attribute
        case .compare, .startsWith, .period:
            throw fault(
                name.column,
                "“\(name.text)” is a list: ask for an item with contains \"…\" or in (\"…\", \"…\")")
        }
        let items = try values.map { try bind($0, as: .text, name) { $0 } }.joined(separator: ", ")
        return "\(attribute) AND item IN (\(items))"
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

    /// The SQL condition of a point in time in a period; days are UTC's.
    private mutating func range(_ column: String, _ period: SegmentPeriod) -> String {
        func start(_ day: CalendarDay, plus days: Int = 0) -> Int64 {
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

    /// How long some units are, in milliseconds; months have 30 days.
    private static func length(_ count: Int, _ unit: SegmentPeriod.Unit) -> Int64 {
        switch unit {
        case .hours: Int64(count) * 3_600_000
        case .days: Int64(count) * day
        case .weeks: Int64(count) * 7 * day
        case .months: Int64(count) * 30 * day
        }
    }
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

    /// What its index is called; that of a UNIQUE column is named by SQLite.
    var index: String? {
        switch self {
        case .address_key: "sqlite_autoindex_subscriber_1"
        case .domain: "subscriber_by_domain"
        default: nil
        }
    }
}
