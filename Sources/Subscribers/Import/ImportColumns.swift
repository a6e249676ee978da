// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat

/// What the columns of a subscriber file mean, read from its header.
public struct ImportColumns: Hashable, Sendable {
    /// What a column holds.
    public enum Meaning: Hashable, Sendable {
        case address, firstName, lastName
        /// Another address of theirs, taken when there is none before it.
        case furtherAddress(Int)
        /// First and last name in one.
        case name
        case language, timeZone
        /// A word that `ImportStatus` knows.
        case status
        /// When they asked for the list's mail.
        case joined
        /// When they confirmed, when they left, when their address stopped taking mail.
        case confirmed, left, bounced
        /// `true` when they do not want mail.
        case optedOut
        /// From where they asked or confirmed.
        case internetAddress
        /// A JSON object of attributes.
        case attributes
        /// One of the list's own fields.
        case attribute(String, AttributeType)
        /// A column that is not taken.
        case nothing
    }

    /// Why a header cannot be used.
    public enum Fault: Error, Hashable, Sendable {
        /// No column is known for one of addresses; with the titles there are, and the one that speaks of mail.
        case noAddress(seen: [String], likely: String?)
        /// The first line holds that address: it names no columns.
        case noHeader(address: String)
        /// Two columns mean the same; the title of the second.
        case duplicate(String)
        /// A title is not UTF-8.
        case notUTF8
        /// The line is no CSV.
        case broken(CSVRecord.Fault)
        /// A column was to be taken for something, and there is none of that title; with those there are.
        case unknownColumn(String, seen: [String])
        /// There are that many columns.
        case tooMany(Int)
        /// A title is longer than `ImportColumns.longestName`.
        case longName(String)

        /// The title that speaks of mail in some language.
        fileprivate static func likely(_ titles: [String]) -> String? {
            for word in mailWords {
                if let title = titles.first(where: { ImportColumns.normalised($0).contains(word) }) {
                    return title
                }
            }
            return nil
        }

        private static let mailWords = [
            "e_mail", "email", "mail", "courriel", "correo", "correio", "poczt", "e_posta", "eposta",
            "e_post",
            "epost", "sähköposti", "почт", "пошт", "メール", "邮", "郵", "이메일", "بريد",
        ]
    }

    /// One for each column.
    public let meanings: [Meaning]
    /// As the file names them.
    public let titles: [String]
    /// The service whose export this is.
    public let format: ImportFormat
    /// The types of the attributes there are.
    let known: [String: AttributeType]

    /// How many columns are read.
    public static let most = 500
    /// How many Unicode scalars the name of a column or an attribute has at the most.
    public static let longestName = 100

    /// Reads a header.
    /// - Parameters:
    ///   - map: what to take columns for, by their titles: `email`, `first_name`, …, the name of an attribute, or `-`.
    ///   - known: the types of the attributes there are; others become texts.
    public init(
        _ header: CSVRecord, map: [String: String] = [:], known: [String: AttributeType] = [:]
    ) throws(Fault) {
        if let fault = header.fault { throw .broken(fault) }
        guard header.count <= Self.most else { throw .tooMany(header.count) }
        var titles: [String] = []
        for index in 0..<header.count {
            guard let title = header.text(index) else { throw .notUTF8 }
            guard title.unicodeScalars.count <= Self.longestName else { throw .longName(title) }
            titles.append(title)
        }
        if let missing = map.keys.sorted().first(where: { !titles.contains($0) }) {
            throw .unknownColumn(missing, seen: titles)
        }
        let names = titles.map(Self.normalised)
        let format = ImportFormat.of(names)
        var meanings = zip(titles, names).map { title, name in
            if let target = map[title] {
                return target == "-" ? .nothing : Self.meaning(of: Self.normalised(target))
            }
            if let meaning = format.meanings[name] { return meaning }
            if format.isAddressBook { return .nothing }
            return Self.meaning(of: name)
        }
        Self.takeForeignWords(names, but: Set(known.keys).union(map.keys.map(Self.normalised)), &meanings)
        // Where two columns are called addresses, `address` is the postal one.
        if meanings.count(where: { $0 == .address }) > 1, let postal = names.firstIndex(of: "address") {
            meanings[postal] = .attribute("address", .text)
        }
        meanings = meanings.map { Self.typed($0, known) }
        for (index, meaning) in meanings.enumerated() where meaning != .nothing {
            if meanings[..<index].contains(meaning) { throw .duplicate(titles[index]) }
        }
        guard meanings.contains(.address) else {
            if let address = titles.lazy.compactMap({ try? AddressCell($0).address }).first {
                throw .noHeader(address: address.description)
            }
            throw .noAddress(seen: titles, likely: Fault.likely(titles))
        }
        (self.meanings, self.titles, self.format, self.known) = (meanings, titles, format, known)
    }

    private static func typed(_ meaning: Meaning, _ known: [String: AttributeType]) -> Meaning {
        guard case .attribute(let name, let type) = meaning else { return meaning }
        return .attribute(name, known[name] ?? type)
    }

    /// What each column is taken for, in words.
    public var summary: [(column: String, meaning: String)] { zip(titles, meanings).map { ($0, $1.word) } }

    /// The attributes that the file has columns for.
    public var attributes: [(name: String, type: AttributeType)] {
        meanings.compactMap { if case .attribute(let name, let type) = $0 { (name, type) } else { nil } }
    }

    /// What addresses, names and languages are called in other languages, as long as no attribute is called so.
    private static let foreignWords: [Meaning: [String]] = [
        .address: [
            "mail", "e_mail_adresse", "email_adresse", "emailadresse", "mailadresse", "courriel",
            "adresse_e_mail", "adresse_email",
            "correo", "correo_electrónico", "correo_electronico", "indirizzo_e_mail", "e_postadress",
            "e_postadresse", "epost",
            "email_адрес", "почта", "пошта", "електронна_пошта",
        ],
        .firstName: [
            "vorname", "prénom", "prenom", "nombre", "nome", "voornaam", "imię", "förnamn", "fornavn", "имя",
            "ім_я",
        ],
        .lastName: [
            "nachname", "familienname", "nom", "nom_de_famille", "apellido", "apellidos", "cognome",
            "sobrenome", "achternaam",
            "nazwisko", "efternamn", "etternavn", "efternavn", "фамилия", "прізвище",
        ],
        .language: [
            "sprache", "langue", "idioma", "lingua", "taal", "język", "språk", "sprog", "язык", "мова",
        ],
    ]

    private static let words: [String: Meaning] = [
        "email": .address, "e_mail": .address, "email_address": .address, "e_mail_address": .address,
        "address": .address, "first_name": .firstName, "firstname": .firstName, "given_name": .firstName,
        "forename": .firstName, "last_name": .lastName, "lastname": .lastName, "surname": .lastName,
        "family_name": .lastName, "name": .name, "full_name": .name, "fullname": .name, "language": .language,
        "timezone": .timeZone, "time_zone": .timeZone, "status": .status, "subscribed_at": .joined,
        "confirmed_at": .confirmed, "unsubscribed_at": .left, "tags": .attribute("tags", .list),
        RejectColumns.line: .nothing, RejectColumns.reason: .nothing, "": .nothing,
    ]

    /// Takes columns that are called as addresses, names and languages are in other languages, unless another column is taken for the same. A
    /// `name` beside a `Vorname` is the last name, and a `nom` that stands alone is the whole one.
    /// - Parameter taken: what is called so otherwise: attributes that there are, and columns that somebody gave a meaning.
    private static func takeForeignWords(
        _ names: [String], but taken: Set<String>, _ meanings: inout [Meaning]
    ) {
        for (index, name) in names.enumerated()
        where meanings[index] == .attribute(name, .text) && !taken.contains(name) {
            guard let meaning = foreignWords.first(where: { $0.value.contains(name) })?.key,
                !meanings.contains(meaning)
            else { continue }
            meanings[index] = meaning
            guard meaning == .firstName, !meanings.contains(.lastName),
                let whole = names.firstIndex(of: "name"),
                meanings[whole] == .name, !taken.contains("name")
            else { continue }
            meanings[whole] = .lastName
        }
        let parts = meanings.indices.filter { [.firstName, .lastName].contains(meanings[$0]) }
        if parts.count == 1, !meanings.contains(.name), alone.contains(names[parts[0]]) {
            meanings[parts[0]] = .name
        }
    }

    /// Words that mean the whole name where it is in one column.
    private static let alone: Set = ["nom", "nome", "nombre", "имя", "ім_я", "imię"]

    static func meaning(of name: String) -> Meaning { words[name] ?? .attribute(name, .text) }

    /// Names that no attribute can have, because files and merge fields use them for something else.
    public static func isReserved(_ name: String) -> Bool {
        if case .attribute = words[name] ?? .attribute(name, .text) { false } else { true }
    }

    /// The type of an attribute whose type nobody has set.
    public static func usualType(of name: String) -> AttributeType {
        if case .attribute(_, let type) = meaning(of: name) { type } else { .text }
    }

    /// Lower case in NFC, with one underscore for each run of what is no letter or digit: `Favourite city` is
    /// `favourite_city`.
    public static func normalised(_ title: String) -> String {
        let lowercase = title.lowercased()
        let isASCII = lowercase.utf8.allSatisfy { $0 < 0x80 }
        // Scalars are looked at, because a Character can be a letter with a quote joined to it, and names become part of SQL.
        let words = (isASCII ? lowercase : lowercase.precomposedStringWithCanonicalMapping).unicodeScalars
            .split { scalar in
                switch scalar.properties.generalCategory {
                case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                    .nonspacingMark,
                    .spacingMark, .decimalNumber:
                    false
                default: true
                }
            }
        return words.map(String.init).joined(separator: "_")
    }
}

/// The columns that a file of rejected rows has beside its own.
public enum RejectColumns {
    /// Where the row stood.
    public static let line = "rejected_line"
    /// Why it was not taken.
    public static let reason = "rejected_because"
}

extension ImportColumns.Meaning {
    /// What people call it; `--map` takes most of these words.
    fileprivate var word: String {
        switch self {
        case .address: "email"
        case .furtherAddress: "email where there is none before it"
        case .firstName: "first_name"
        case .lastName: "last_name"
        case .name: "name"
        case .language: "language"
        case .timeZone: "timezone"
        case .status: "status"
        case .joined: "subscribed_at"
        case .confirmed: "confirmed_at"
        case .left: "unsubscribed_at"
        case .bounced: "bounced at"
        case .optedOut: "wants no mail"
        case .internetAddress: "address on the internet"
        case .attributes: "attributes"
        case .attribute(let name, _): name
        case .nothing: "-"
        }
    }
}
