// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// One person in a subscriber file.
public struct ImportRow: Hashable, Sendable {
    /// Where mail goes.
    public let address: EmailAddress
    /// What is kept of the address when the person is forgotten.
    public let hash: AddressHash
    /// Empty when the file says nothing.
    public var firstName = ""
    /// Empty when the file says nothing.
    public var lastName = ""
    /// Whether the file has their name as a whole: then both parts are said, also one that is empty.
    public var isNameWhole = false
    /// A language tag (RFC 5646); empty when the file says nothing.
    public var language = ""
    /// An IANA time zone; empty when the file says nothing.
    public var timeZone = ""
    /// What the file says of their wish; nil when it says nothing.
    public var status: ImportStatus?
    /// When they asked for the mail, milliseconds since 1970.
    public var joined: Int64?
    /// When they left, milliseconds since 1970.
    public var left: Int64?
    /// When their status became what it is, if not when they joined or left; milliseconds since 1970.
    public var changed: Int64?
    /// What the file has as evidence of their wish: a JSON object; nil when it has none.
    public var evidence: String?
    /// A JSON object of the attributes the file has a value for: see `AttributeJSON`.
    public var attributes = "{}"
    /// Attributes that have no column of their own, with the types their values have.
    public var unnamed: [String: AttributeType] = [:]
    /// What is odd about the row, though it was taken.
    public var warnings: [String] = []

    /// A person of whom nothing else is known. Names are cleaned of what no line of a letter may hold.
    public init(address: EmailAddress, firstName: String = "", lastName: String = "") {
        self.address = address
        self.firstName = LineText.cleaned(firstName)
        self.lastName = LineText.cleaned(lastName)
        hash = AddressHash(address)
    }

    /// Why a row cannot be used: a clause for the report.
    public struct Rejection: Error, Hashable, Sendable {
        /// "no @ in it"
        public let reason: String

        /// A clause.
        public init(reason: String) { self.reason = reason }
    }

    /// Reads a record under a header.
    public init(_ record: CSVRecord, _ columns: ImportColumns) throws(Rejection) {
        if let fault = record.fault { throw Rejection(reason: fault.rawValue) }
        // Programs leave out empty cells at the end of a row, or write one more delimiter.
        guard
            (columns.meanings.count..<max(record.count, columns.meanings.count)).allSatisfy({
                record.text($0)?.isEmpty == true
            })
        else {
            let fields = counted(record.count, "field", "fields")
            throw Rejection(reason: "\(fields) where the header has \(columns.meanings.count)")
        }
        var reading = RowReading(known: columns.known, status: columns.format.status)
        for (index, meaning) in columns.meanings.prefix(record.count).enumerated() where meaning != .nothing {
            guard let text = record.text(index).map(CSVWriter.unguarded) else {
                throw Rejection(reason: "not UTF-8")
            }
            if !text.isEmpty { try reading.take(text, as: meaning, title: columns.titles[index]) }
        }
        self = try reading.row()
    }

    /// Reads a person from something else than a record, by the same rules.
    /// - Parameters:
    ///   - cells: what is said of them, with the name that a report calls it by.
    ///   - attributes: by any name; what cannot name an attribute is left out.
    ///   - known: the types of the attributes there are.
    public init(
        _ cells: [(title: String, meaning: ImportColumns.Meaning, text: String)],
        attributes: [(name: String, value: AttributeValue)], known: [String: AttributeType]
    ) throws(Rejection) {
        var reading = RowReading(known: known, status: nil)
        for cell in cells {
            guard !cell.text.utf8.contains(0) else { throw Rejection(reason: CSVRecord.Fault.nul.rawValue) }
            let text = String(cell.text.trimmed)
            if !text.isEmpty { try reading.take(text, as: cell.meaning, title: cell.title) }
        }
        for (name, value) in attributes { try reading.take(value, as: name, "attributes") }
        self = try reading.row()
    }
}

/// A row while its cells are read.
private struct RowReading {
    private let known: [String: AttributeType]
    /// The status of everyone in the file; nil when each row has its own.
    private let common: ImportStatus?
    private var unnamed: [String: AttributeType] = [:]
    private var address: EmailAddress?
    /// The name beside the address, for files that have it nowhere else.
    private var displayName = ""
    private var names = (first: "", last: "", whole: "")
    /// Names among JSON attributes, for files that have no column for them.
    private var nestedNames = (first: "", last: "", whole: "")
    private var language = ""
    private var timeZone = ""
    private var status: ImportStatus?
    private var joined: Int64?
    private var left: Int64?
    private var hasLeft = false
    private var hasBounced = false
    /// A text that stands where a time of leaving or bouncing should, and is none.
    private var unclear: String?
    private var evidence: [(name: String, value: AttributeValue)] = []
    private var attributes: [(name: String, value: AttributeValue)] = []
    private var warnings: [String] = []

    init(known: [String: AttributeType], status: ImportStatus?) {
        self.known = known
        common = status
    }

    mutating func take(_ text: String, as meaning: ImportColumns.Meaning, title: String) throws(ImportRow
        .Rejection)
    {
        switch meaning {
        case .address, .furtherAddress: try takeAddress(text)
        case .firstName: names.first = Self.name(text)
        case .lastName: names.last = Self.name(text)
        case .name: names.whole = Self.name(text)
        case .internetAddress: evidence.append(("ip", .text(String(text.unicodeScalars.prefix(45)))))
        case .joined, .confirmed, .left, .bounced: takeTime(text, as: meaning, title)
        case .attribute(let name, .text):
            if !NothingWord.isText(text) { attributes.append((name, .text(text))) }
        case .nothing: break
        default: if !NothingWord.isValue(text) { try takeValue(text, as: meaning, title) }
        }
    }

    /// Takes a cell whose values have a form of their own.
    private mutating func takeValue(
        _ text: String, as meaning: ImportColumns.Meaning, _ title: String
    ) throws(ImportRow.Rejection) {
        switch meaning {
        case .language: language = tag(text, title, most: 35)
        case .timeZone: timeZone = tag(text, title, most: 64)
        case .status:
            guard let known = ImportStatus(word: text) else {
                throw .init(reason: "“\(text.prefix(40))” in “\(title)” is no status that is known")
            }
            status = known
        case .optedOut:
            guard let truth = AttributeType.boolean.value(text) else {
                throw .init(reason: "“\(text.prefix(40))” in “\(title)” is neither true nor false")
            }
            status = truth == .boolean(true) ? .unsubscribed : .active
        case .attributes:
            guard let members = AttributeJSON.members(text) else {
                throw .init(reason: "“\(title)” is no JSON object")
            }
            for (name, value) in members { try take(value, as: name, title) }
        case .attribute(let name, let type):
            guard let value = type.value(text) else {
                throw .init(reason: "“\(text.prefix(40))” in “\(title)” is no \(type.rawValue)")
            }
            attributes.append((name, value))
        default: break
        }
    }

    /// Takes the address from the first of several columns that has one.
    private mutating func takeAddress(_ text: String) throws(ImportRow.Rejection) {
        guard address == nil, !NothingWord.isValue(text) else { return }
        let cell = try AddressCell(text)
        (address, displayName) = (cell.address, cell.name)
    }

    private static func name(_ text: String) -> String {
        let name = String(LineText.cleaned(text).trimmingHidden)
        return NothingWord.isName(name) ? "" : name
    }

    private mutating func takeTime(_ text: String, as meaning: ImportColumns.Meaning, _ title: String) {
        let isOfLeaving = meaning == .left || meaning == .bounced
        if isOfLeaving ? NothingWord.isTimeOfLeaving(text) : NothingWord.isTime(text) { return }
        guard let time = ImportTime.milliseconds(text) else {
            let fault = "“\(text.prefix(40))” in “\(title)” is no time that is understood"
            if isOfLeaving { unclear = unclear ?? fault } else { warnings.append(fault) }
            return
        }
        switch meaning {
        case .confirmed:
            evidence.append(("confirmedAt", .number(Double(time))))
            joined = joined ?? time
        case .left: (left, hasLeft) = (time, true)
        case .bounced: hasBounced = true
        default: joined = time
        }
    }

    /// Takes an attribute from a JSON object.
    mutating func take(_ value: AttributeValue, as key: String, _ title: String) throws(ImportRow.Rejection) {
        let name = ImportColumns.normalised(key)
        let value = value.trimmed
        guard !value.isEmpty else { return }
        guard !value.text.utf8.contains(0) else { throw .init(reason: CSVRecord.Fault.nul.rawValue) }
        switch ImportColumns.meaning(of: name) {
        case .firstName: return nestedNames.first = Self.name(value.text)
        case .lastName: return nestedNames.last = Self.name(value.text)
        case .name: return nestedNames.whole = Self.name(value.text)
        case .attribute: break
        default: return
        }
        guard name.unicodeScalars.count <= ImportColumns.longestName else {
            throw .init(reason: "“\(title)” has a name of more than \(ImportColumns.longestName) letters")
        }
        let type = known[name] ?? value.type
        guard let fitting = type == value.type ? value : type.value(value.text) else {
            throw .init(reason: "“\(name)” in “\(title)” is no \(type.rawValue)")
        }
        unnamed[name] = type
        attributes.append((name, fitting))
    }

    /// Text of letters, digits and a few signs; empty, with a warning, when it is something else.
    private mutating func tag(_ text: String, _ title: String, most: Int) -> String {
        let isTag = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "/"),
                UInt8(ascii: "+"):
                true
            default: false
            }
        }
        if isTag, text.utf8.count <= most { return text }
        warnings.append("“\(text.prefix(40))” in “\(title)” is left out: it is not understood")
        return ""
    }

    func row() throws(ImportRow.Rejection) -> ImportRow {
        guard let address else { throw .init(reason: InvalidAddress.empty.description) }
        let wish = try wish()
        let names = names == ("", "", "") ? nestedNames : names
        var row = ImportRow(address: address, firstName: names.first, lastName: names.last)
        let whole = names == ("", "", "") ? displayName : names.whole
        if names.first.isEmpty && names.last.isEmpty, !whole.isEmpty {
            (row.firstName, row.lastName) = Self.split(whole)
            row.isNameWhole = true
        } else if names.first.isEmpty, !whole.isEmpty, whole != names.last {
            row.firstName =
                whole.hasSuffix(" \(names.last)") ? String(whole.dropLast(names.last.count + 1)) : whole
        } else if names.last.isEmpty, whole.hasPrefix("\(names.first) ") {
            row.lastName = String(whole.dropFirst(names.first.count + 1))
        }
        (row.language, row.timeZone, row.joined, row.left) = (language, timeZone, joined, left)
        row.status = wish
        if !evidence.isEmpty { row.evidence = AttributeJSON.text(evidence) }
        row.attributes = AttributeJSON.text(attributes)
        row.unnamed = unnamed
        row.warnings = warnings + [unclear].compactMap(\.self) + AddressAdvice.warnings(address)
        return row
    }

    /// The status that the row's words and times give. A time of leaving or bouncing weighs more than a word that says they are
    /// there. A text that is no time is evidence of neither: a row that has one, and no word of leaving, is rejected.
    private func wish() throws(ImportRow.Rejection) -> ImportStatus? {
        if let said = common ?? status, said != .active { return said }
        if hasBounced || hasLeft { return hasBounced ? .bounced : .unsubscribed }
        if let unclear { throw .init(reason: "\(unclear): it does not say whether they left") }
        return common ?? status
    }

    /// The last word is the last name; a single word is a first name.
    private static func split(_ whole: String) -> (first: String, last: String) {
        guard let space = whole.lastIndex(of: " ") else { return (whole, "") }
        return (String(whole[..<space]), String(whole[whole.index(after: space)...]))
    }
}
