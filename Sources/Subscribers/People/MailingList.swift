// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// A list people subscribe to.
public struct MailingList: Hashable, Sendable {
    /// What commands call it: `morning`.
    public let name: String
    /// What readers see: `Morning Edition`.
    public let title: String
    /// Whether strangers can ask for it on its page.
    public let isPublic: Bool
    /// Whether who asks must confirm from their mailbox.
    public let isDouble: Bool
    /// The publication whose editions it gets; nil for the newsroom's own.
    public let publication: String?

    /// A list.
    /// - Throws: `InvalidListName` when the name would not do in a command, a List-Id or a file name, `InvalidListTitle`
    ///   when the title would not do on one line of a header or a page.
    public init(
        name: String, title: String, isPublic: Bool = false, isDouble: Bool = false,
        publication: String? = nil
    ) throws {
        let isNamed = name.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        guard isNamed, (1...63).contains(name.utf8.count), name.first != "-", name.last != "-" else {
            throw InvalidListName(name: name)
        }
        if let fault = LineText.fault(of: title) { throw InvalidListTitle(fault: fault) }
        self.name = name
        self.title = title
        self.isPublic = isPublic
        self.isDouble = isDouble
        self.publication = publication
    }
}

/// A title that no list can have.
public struct InvalidListTitle: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with it: a clause.
    public let fault: String

    /// One clause.
    public var description: String { "the title \(fault): it stands in headers, on pages and in letters" }
}

/// A name that no list can have.
public struct InvalidListName: Error, Hashable, Sendable, CustomStringConvertible {
    /// As it was given.
    public let name: String

    /// One clause.
    public var description: String {
        "“\(name)” cannot name a list: use a–z, 0–9 and hyphens, 63 characters at most"
    }
}
