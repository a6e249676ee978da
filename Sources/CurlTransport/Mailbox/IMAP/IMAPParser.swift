// SPDX-License-Identifier: Apache-2.0

/// Reads what an IMAP server says (RFC 3501 §7 and §9), in pieces of any size. Nothing is kept that is longer
/// than its limits.
///
/// | what comes | what it becomes |
/// | --- | --- |
/// | `+ text` | `continuation` |
/// | `* OK`, `NO`, `BAD`, `BYE`, `PREAUTH`, and what has a tag | `status`, its text as it is |
/// | `* ` and anything else | `data`, with the literals in it |
///
/// A literal is announced at the end of a line, `{5}`, and its bytes follow; then the line goes on.
struct IMAPParser {
    /// A word of a data response.
    enum Token: Hashable {
        case open, close
        /// A number, a name, a flag, NIL.
        case atom(String)
        /// A quoted string or a literal.
        case string([UInt8])
    }

    enum Status: String {
        case ok = "OK"
        case no = "NO"
        case bad = "BAD"
        case bye = "BYE"
        case preauth = "PREAUTH"
    }

    enum Response: Hashable {
        case continuation
        /// - Parameter tag: nil for an untagged one.
        case status(tag: String?, Status, text: String)
        case data([Token])
    }

    private let limits: MailboxLimits
    /// The part of the line that is not read yet: up to its end, or up to its next literal.
    private var line: [UInt8] = []
    /// How long the response is without its literals: the one that is read, or the last one.
    private(set) var length = 0
    private var isInside = false
    /// Whether this is known to be a data response: behind its first literal.
    private var isData = false
    /// What a data response has so far.
    private var tokens: [Token] = []
    private var literal: [UInt8] = []
    /// The bytes of the literal that are still to come; nil outside of one.
    private var missing: Int?
    /// The bytes of the literals of this response.
    private var literalLength = 0

    init(limits: MailboxLimits) { self.limits = limits }

    /// Takes bytes up to the end of a response.
    /// - Parameter input: what came; what was taken is removed from it.
    /// - Returns: nil when the response goes on in bytes that have not come yet.
    mutating func next(_ input: inout ArraySlice<UInt8>) throws(MailboxTrouble) -> Response? {
        while !input.isEmpty {
            if let missing {
                let piece = input.prefix(missing)
                literal += piece
                input = input.dropFirst(piece.count)
                self.missing = missing - piece.count
                if self.missing == 0 { endLiteral() }
                continue
            }
            let end = input.firstIndex(of: 0x0A)
            let piece = input[..<(end.map { $0 + 1 } ?? input.endIndex)]
            input = input[piece.endIndex...]
            length = isInside ? length + piece.count : piece.count
            isInside = true
            guard length <= limits.line else {
                throw .broken("the server sent a line longer than \(limits.line) bytes")
            }
            line += piece
            if end != nil, let response = try endLine() { return response }
        }
        return nil
    }

    private mutating func endLiteral() {
        tokens.append(.string(literal))
        literal = []
        missing = nil
    }

    /// - Returns: nil when a literal follows.
    private mutating func endLine() throws(MailboxTrouble) -> Response? {
        guard !line.contains(0) else { throw .broken("the server sent a line with NUL in it") }
        line.removeLast(line.dropLast().last == 0x0D ? 2 : 1)
        if !isData, let response = try status() {
            reset()
            return response
        }
        let size = try announcedLiteral()
        isData = true
        try Self.tokenise(line, into: &tokens)
        line = []
        if let size {
            literalLength += size
            guard literalLength <= limits.message else {
                throw .broken("the server announced \(size) bytes, which is more than it was asked for")
            }
            missing = size
            if size == 0 { endLiteral() }
            return nil
        }
        let data = tokens
        reset()
        return .data(data)
    }

    private mutating func reset() {
        line = []
        tokens = []
        isData = false
        literalLength = 0
        isInside = false
    }

    /// - Returns: nil for a data response, whose line is then left without its `*`.
    private mutating func status() throws(MailboxTrouble) -> Response? {
        let text = String(decoding: line, as: UTF8.self)
        if text == "+" || text.hasPrefix("+ ") { return .continuation }
        let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count > 1, !words[0].isEmpty else { throw .broken("the server said: \(text)") }
        guard let status = Status(rawValue: words[1].uppercased()) else {
            guard words[0] == "*" else { throw .broken("the server said: \(text)") }
            line.removeFirst(2)
            return nil
        }
        return .status(
            tag: words[0] == "*" ? nil : String(words[0]), status,
            text: words.count > 2 ? String(words[2]) : "")
    }

    /// Takes `{5}` off the end of the line.
    private mutating func announcedLiteral() throws(MailboxTrouble) -> Int? {
        guard line.last == UInt8(ascii: "}"), let brace = line.lastIndex(of: UInt8(ascii: "{")) else {
            return nil
        }
        let number = line[(brace + 1)...].dropLast()
        let isNumber = !number.isEmpty && number.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, let size = Int(String(decoding: number, as: UTF8.self)) else {
            throw .broken(
                "the server announced a literal of \(String(decoding: number, as: UTF8.self)) bytes")
        }
        line.removeSubrange(brace...)
        return size
    }

    private static func tokenise(_ line: [UInt8], into tokens: inout [Token]) throws(MailboxTrouble) {
        var rest = line[...]
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: " "): rest.removeFirst()
            case UInt8(ascii: "("), UInt8(ascii: ")"):
                tokens.append(byte == UInt8(ascii: "(") ? .open : .close)
                rest.removeFirst()
            case UInt8(ascii: "\""): tokens.append(.string(try quoted(&rest)))
            default:
                let atom = rest.prefix { ![0x20, 0x28, 0x29, 0x22].contains($0) }
                tokens.append(.atom(String(decoding: atom, as: UTF8.self)))
                rest = rest.dropFirst(atom.count)
            }
        }
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>) throws(MailboxTrouble) -> [UInt8] {
        rest.removeFirst()
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return text }
            if byte != UInt8(ascii: "\\") {
                text.append(byte)
            } else if let escaped = rest.popFirst() {
                text.append(escaped)
            }
        }
        throw .broken("the server did not end a quoted string")
    }
}
