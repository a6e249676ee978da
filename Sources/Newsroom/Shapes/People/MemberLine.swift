// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
public import Subscribers

/// A member of a list as one line of JSON: what an export writes, an import reads.
///
/// | key | |
/// | --- | --- |
/// | `address`, `firstName`, `lastName`, `language`, `timeZone` | texts |
/// | `status` | see `SubscriptionStatus` |
/// | `subscribedAt`, `changedAt` | RFC 3339 with milliseconds |
/// | `attributes` | the newsroom's own fields |
public struct MemberLine: Codable, Sendable {
    let address: String
    let firstName: String?
    let lastName: String?
    let language: String?
    let timeZone: String?
    let status: String?
    let subscribedAt: String?
    let changedAt: String?
    let attributes: [String: AttributeValue]?

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
            person.members.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
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
        let values = (attributes ?? [:]).map { (name: $0.key, value: $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return Result { () throws(ImportRow.Rejection) in
            var row = try ImportRow(cells, attributes: values, known: known)
            row.changed = changedAt.flatMap(ImportTime.milliseconds)
            return row
        }
    }
}
