import Foundation
import MailFormat
import SQLiteStore
public import Subscribers

/// A member of a list as one line of JSON: what an export writes, an import reads.
public struct MemberLine: Codable, Sendable {
    let address: String
    let firstName: String?
    let lastName: String?
    let language: String?
    let timeZone: String?
    let status: String?
    let subscribedAt: String?
    let changedAt: String?
    let attributes: [String: JSONAttribute]?

    /// A member of a list.
    public init(_ member: ListMember) {
        let person = member.person
        address = person.address.description
        firstName = person.firstName
        lastName = person.lastName
        language = person.language
        timeZone = person.timeZone
        status = member.status.name
        subscribedAt = RFC3339.exactText(member.joinedAt)
        changedAt = RFC3339.exactText(member.changedAt)
        attributes = Dictionary(
            person.members.map { ($0.name, JSONAttribute(value: $0.value)) }, uniquingKeysWith: { $1 })
    }

    /// What the line says, or why it cannot be used.
    /// - Parameter known: the types of the attributes there are.
    func row(_ known: [String: AttributeType]) -> Result<ImportRow, ImportRow.Rejection> {
        var cells: [(title: String, meaning: ImportColumns.Meaning, text: String)] = [
            ("address", .address, address)
        ]
        func add(_ title: String, _ meaning: ImportColumns.Meaning, _ text: String?) {
            if let text { cells.append((title, meaning, text)) }
        }
        add("firstName", .firstName, firstName)
        add("lastName", .lastName, lastName)
        add("language", .language, language)
        add("timeZone", .timeZone, timeZone)
        add("status", .status, status)
        add("subscribedAt", .joined, subscribedAt)
        if status == SubscriptionStatus.unsubscribed.name { add("changedAt", .left, changedAt) }
        let values = (attributes ?? [:]).map { (name: $0.key, value: $0.value.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return Result { () throws(ImportRow.Rejection) in
            var row = try ImportRow(cells, attributes: values, known: known)
            row.changed = changedAt.flatMap(ImportTime.milliseconds)
            return row
        }
    }
}

/// An attribute's value as JSON has it.
public struct JSONAttribute: Codable, Hashable, Sendable {
    let value: AttributeValue

    init(value: AttributeValue) { self.value = value }

    /// A text, number, truth or list of texts.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let truth = try? container.decode(Bool.self) {
            value = .boolean(truth)
        } else if let number = try? container.decode(Double.self) {
            value = .number(number)
        } else if let items = try? container.decode([String].self) {
            value = .list(items)
        } else {
            value = .text(try container.decode(String.self))
        }
    }

    /// The same.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .boolean(let truth): try container.encode(truth)
        case .list(let items): try container.encode(items)
        }
    }
}
