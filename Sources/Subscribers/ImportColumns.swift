/// What the columns of a subscriber file mean, read from its header.
public struct ImportColumns: Hashable, Sendable {
    /// What a column holds.
    public enum Meaning: Hashable, Sendable {
        case address, firstName, lastName
        /// First and last name in one.
        case name
        /// The list's own field of that name.
        case attribute(String)
        /// A column without a name.
        case nothing
    }

    /// Why a header cannot be used.
    public enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        case noAddress(seen: [String])
        case duplicate(String)
        case notUTF8

        /// One clause.
        public var description: String {
            switch self {
            case .noAddress(let seen):
                "line 1 has no e-mail column (it has \(seen.joined(separator: ", "))): name one “email”"
            case .duplicate(let name): "line 1 names the column “\(name)” twice"
            case .notUTF8: "line 1 is not UTF-8: save the file as “CSV UTF-8”"
            }
        }
    }

    /// One for each column.
    public let meanings: [Meaning]

    private static let addressNames: Set<String> = [
        "email", "e_mail", "email_address", "e_mail_address", "address",
    ]
    private static let firstNames: Set<String> = ["first_name", "firstname", "given_name", "forename"]
    private static let lastNames: Set<String> = ["last_name", "lastname", "surname", "family_name"]
    private static let names: Set<String> = ["name", "full_name", "fullname"]

    /// Reads a header.
    public init(_ header: CSVRecord) throws(Fault) {
        var meanings: [Meaning] = []
        var titles: [String] = []
        for index in 0..<header.count {
            guard let title = header.text(index) else { throw .notUTF8 }
            titles.append(title)
            let meaning = Self.meaning(of: Self.normalised(title))
            if meaning != .nothing, meanings.contains(meaning) { throw .duplicate(title) }
            meanings.append(meaning)
        }
        guard meanings.contains(.address) else { throw .noAddress(seen: titles) }
        self.meanings = meanings
    }

    private static func meaning(of name: String) -> Meaning {
        if name.isEmpty { return .nothing }
        if addressNames.contains(name) { return .address }
        if firstNames.contains(name) { return .firstName }
        if lastNames.contains(name) { return .lastName }
        if names.contains(name) { return .name }
        return .attribute(name)
    }

    /// Lower case, with one underscore for each run of what is no letter or digit: `Favourite city` is
    /// `favourite_city`.
    static func normalised(_ title: String) -> String {
        let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }
        return words.joined(separator: "_")
    }
}
