// SPDX-License-Identifier: Apache-2.0
import SQLiteStore
import Subscribers

/// Who may be mailed, as one would explain it to a reader: what `ConsentPropertyTests` holds the store against.
struct ConsentModel {
    enum Wish: Hashable {
        /// Since when; whether they had left before; whether they asked, or a file said so.
        case unconfirmed(since: Int64, hadLeft: Bool, asked: Bool)
        case active
        case left
    }

    struct Person {
        var address: String
        var wishes: [String: Wish] = [:]
        var former: Set<String> = []
        var isImported = false
    }

    static let double = "double"
    static let lifetime: Int64 = 7 * 86_400_000
    static let erased = SuppressionReason.erased.rawValue

    private(set) var people: [Person] = []
    /// Suppressed addresses and why.
    private(set) var banned: [String: String] = [:]
    private(set) var bannedDomains: Set<String> = []

    static func domain(_ address: String) -> String { String(address.split(separator: "@")[1]) }

    func isMailable(_ address: String) -> Bool {
        banned[address] == nil && !bannedDomains.contains(Self.domain(address))
    }

    func mailable(_ list: String) -> Set<String> {
        Set(people.filter { $0.wishes[list] == .active && isMailable($0.address) }.map(\.address))
    }

    /// Whether a mail that asks to confirm may go there.
    func isAskable(_ address: String, _ list: String) -> Bool {
        guard case .unconfirmed = person(address)?.wishes[list] else { return false }
        return banned[address] ?? Self.erased == Self.erased && !bannedDomains.contains(Self.domain(address))
    }

    func person(_ address: String) -> Person? { people.first { $0.address == address } }

    private mutating func update(_ address: String, _ body: (inout Person) -> Void) {
        if let index = people.firstIndex(where: { $0.address == address }) { body(&people[index]) }
    }

    private mutating func release(former address: String) {
        for index in people.indices { people[index].former.remove(address) }
    }

    mutating func ask(_ address: String, _ list: String, now: Int64) {
        guard banned[address] ?? Self.erased == Self.erased,
            !bannedDomains.contains(Self.domain(address))
        else { return }
        if person(address) == nil { people.append(Person(address: address)) }
        if list != Self.double {
            release(former: address)
            banned[address] = nil
        }
        update(address) { person in
            guard list == Self.double else { return person.wishes[list] = .active }
            switch person.wishes[list] {
            case .active: break
            case .unconfirmed(let since, _, _) where now - since < Self.lifetime: break
            case .unconfirmed(_, let hadLeft, _):
                person.wishes[list] = .unconfirmed(since: now, hadLeft: hadLeft, asked: true)
            case .left: person.wishes[list] = .unconfirmed(since: now, hadLeft: true, asked: true)
            case nil: person.wishes[list] = .unconfirmed(since: now, hadLeft: false, asked: true)
            }
        }
    }

    mutating func confirm(_ address: String, _ list: String, now: Int64) {
        guard case .unconfirmed(let since, _, _) = person(address)?.wishes[list], now < since + Self.lifetime
        else { return }
        release(former: address)
        update(address) { $0.wishes[list] = .active }
        if banned[address] == Self.erased { banned[address] = nil }
    }

    mutating func expire(now: Int64) {
        for index in people.indices {
            for case (let list, .unconfirmed(let since, let hadLeft, true)) in people[index].wishes
            where since + Self.lifetime < now { people[index].wishes[list] = hadLeft ? .left : nil }
        }
        people.removeAll { $0.wishes.isEmpty && !$0.isImported }
    }

    mutating func leave(_ address: String, _ list: String) {
        update(address) { if $0.wishes[list] != nil { $0.wishes[list] = .left } }
    }

    mutating func take(_ address: String, _ status: ImportStatus?, _ list: String, now: Int64) {
        let wish: Wish
        switch status {
        case .bounced, .complained, .suppressed:
            update(address) { $0.isImported = true }
            ban(address, status == .bounced ? SuppressionReason.hardBounces.rawValue : "file")
            if status == .complained, let owner = people.first(where: { $0.former.contains(address) }) {
                ban(owner.address, "file")
            }
            return
        case .unsubscribed: wish = .left
        case .unconfirmed: wish = .unconfirmed(since: now, hadLeft: false, asked: false)
        case nil, .active: wish = .active
        }
        guard isMailable(address) else { return }
        if let owner = people.firstIndex(where: { $0.former.contains(address) }) {
            guard wish == .left else { return }
            people[owner].isImported = true
            people[owner].wishes[list] = .left
            return
        }
        if person(address) == nil { people.append(Person(address: address)) }
        update(address) { person in
            if person.wishes[list] == .left, wish != .left { return }
            person.isImported = true
            if wish == .left || person.wishes[list] == nil { person.wishes[list] = wish }
        }
    }

    mutating func ban(_ address: String, _ reason: String) {
        if banned[address] ?? Self.erased == Self.erased { banned[address] = reason }
    }

    mutating func release(_ address: String) { banned[address] = nil }

    mutating func setBan(of domain: String, _ isBanned: Bool) {
        if isBanned { bannedDomains.insert(domain) } else { bannedDomains.remove(domain) }
    }

    /// False when it must be refused.
    mutating func change(_ address: String, to other: String) -> Bool {
        let isOwnNo = banned[address].map { SuppressionReason(rawValue: $0)?.isOfMailbox != true } ?? false
        guard !isOwnNo, isMailable(other), address == other || person(other) == nil else { return false }
        release(former: other)
        update(address) { person in
            if address != other { person.former.insert(address) }
            person.address = other
        }
        return true
    }

    mutating func erase(_ address: String) {
        guard let person = person(address) else { return }
        for known in person.former.union([address]) where banned[known] == nil { banned[known] = Self.erased }
        people.removeAll { $0.address == address }
    }
}
