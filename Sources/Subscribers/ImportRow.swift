public import MailFormat

/// One person in a subscriber file.
public struct ImportRow: Hashable, Sendable {
    /// Where mail goes.
    public let address: EmailAddress
    /// Empty when the file says nothing.
    public let firstName: String
    /// Empty when the file says nothing.
    public let lastName: String
    /// A JSON object of the list's own fields that the file has a value for, keys sorted.
    public let attributes: String

    /// A person without attributes.
    public init(address: EmailAddress, firstName: String, lastName: String) {
        self.address = address
        self.firstName = firstName
        self.lastName = lastName
        attributes = "{}"
    }

    /// Why a row cannot be used: a clause for the report.
    public struct Rejection: Error, Hashable, Sendable {
        /// "no @ in it"
        public let reason: String
    }

    /// Reads a record under a header.
    public init(_ record: CSVRecord, _ columns: ImportColumns) throws(Rejection) {
        if let fault = record.fault { throw Rejection(reason: fault.rawValue) }
        guard record.count == columns.meanings.count else {
            throw Rejection(reason: "\(record.count) fields where the header has \(columns.meanings.count)")
        }
        var address: EmailAddress?
        var names = (first: "", last: "", whole: "")
        var attributes: [(name: String, value: String)] = []
        for (index, meaning) in columns.meanings.enumerated() {
            guard let text = record.text(index) else { throw Rejection(reason: "not UTF-8") }
            switch meaning {
            case .address:
                do { address = try EmailAddress(text) } catch { throw Rejection(reason: error.description) }
            case .firstName: names.first = text
            case .lastName: names.last = text
            case .name: names.whole = text
            case .attribute(let name): if !text.isEmpty { attributes.append((name, text)) }
            case .nothing: break
            }
        }
        guard let address else { throw Rejection(reason: InvalidAddress.empty.description) }
        if names.first.isEmpty && names.last.isEmpty, !names.whole.isEmpty { names = Self.split(names.whole) }
        self.address = address
        (firstName, lastName) = (names.first, names.last)
        self.attributes = JSONObject.text(attributes.sorted { $0.name < $1.name })
    }

    /// The last word is the last name; a single word is a first name.
    private static func split(_ whole: String) -> (first: String, last: String, whole: String) {
        guard let space = whole.lastIndex(of: " ") else { return (whole, "", whole) }
        return (String(whole[..<space]), String(whole[whole.index(after: space)...]), whole)
    }
}

/// Writes a JSON object of strings (RFC 8259) as SQLite's `json()` would.
enum JSONObject {
    static func text(_ members: [(name: String, value: String)]) -> String {
        if members.isEmpty { return "{}" }
        return "{" + members.map { "\(quoted($0.name)):\(quoted($0.value))" }.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String) -> String {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case 0x0A: result += Array("\\n".utf8)
            case 0x0D: result += Array("\\r".utf8)
            case 0x09: result += Array("\\t".utf8)
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                result += Array(("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8)
            default: result.append(byte)
            }
        }
        result.append(UInt8(ascii: "\""))
        return String(decoding: result, as: UTF8.self)
    }
}
