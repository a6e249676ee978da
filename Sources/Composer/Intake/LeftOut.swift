// SPDX-License-Identifier: Apache-2.0

/// Something of a source that its article has not.
public struct LeftOut: Hashable, Sendable, Codable {
    /// Whose it was.
    public enum Origin: String, Sendable, Codable {
        /// Part of the article's own text or pictures.
        case article
        /// The site's: navigation, share bars, advertisement, notices.
        case site
    }

    /// What it was: an element's name, or `picture`, `table cell`, `list item`.
    public var what: String
    /// How often.
    public var count: Int
    /// The first words or the address of the first one.
    public var example: String
    /// Whose it was.
    public var origin: Origin

    /// Something left out.
    public init(_ what: String, count: Int = 1, example: String, origin: Origin = .article) {
        self.what = what
        self.count = count
        self.example = example
        self.origin = origin
    }

    /// Whether a reader misses it: a picture, a table cell or a list item of the article's own.
    public var isMissed: Bool {
        origin == .article && ["picture", "table cell", "list item"].contains(what)
    }
}

/// The account of what was left out while a source is read.
struct LossAccount {
    private(set) var entries: [LeftOut] = []

    /// Letters of an example.
    private static let longest = 80
    /// Kinds that are told apart.
    private static let most = 50

    /// Takes over another account.
    mutating func add(_ other: LossAccount) {
        for entry in other.entries {
            note(entry.what, entry.example, origin: entry.origin, count: entry.count)
        }
    }

    mutating func note(_ what: String, _ example: String, origin: LeftOut.Origin = .article, count: Int = 1) {
        let line = example.oneLine
        if let index = entries.firstIndex(where: { $0.what == what && $0.origin == origin }) {
            entries[index].count += count
            if entries[index].example.isEmpty { entries[index].example = String(line.prefix(Self.longest)) }
        } else if entries.count < Self.most || what == Self.others {
            entries.append(
                LeftOut(what, count: count, example: String(line.prefix(Self.longest)), origin: origin))
        } else {
            note(Self.others, "\(what): \(line)", origin: origin, count: count)
        }
    }

    /// What further kinds are counted as.
    private static let others = "other part"

    /// Notes the cells that a table has no place for.
    mutating func note(cutFrom rows: [[Table.Cell]], in table: Table) {
        let lost =
            rows.joined().count { !$0.content.isEmpty } - table.rows.joined().count { !$0.content.isEmpty }
        guard lost > 0 else { return }
        note("table cell", "beyond \(Table.most.rows) rows or \(Table.most.columns) columns", count: lost)
    }

    /// How much of the site's was left out.
    var ofSite: Int { entries.reduce(0) { $0 + ($1.origin == .site ? $1.count : 0) } }
}
