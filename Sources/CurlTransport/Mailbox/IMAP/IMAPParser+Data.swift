// SPDX-License-Identifier: Apache-2.0

extension IMAPParser.Token {
    /// An atom in upper case; nil for anything else.
    var name: String? {
        guard case .atom(let text) = self else { return nil }
        return text.uppercased()
    }

    /// An atom that is a number of at most 32 bits (RFC 3501 §9); nil for anything else.
    var number: UInt32? {
        guard case .atom(let text) = self, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return UInt32(text)
    }
}

extension IMAPParser {
    /// The data responses that answer a command (RFC 3501 §7.2 and §7.4).
    enum Kind {
        case capability, search, fetch

        init?(_ tokens: [Token]) {
            switch (tokens.first?.name, tokens.dropFirst().first?.name) {
            case ("CAPABILITY", _): self = .capability
            case ("SEARCH", _): self = .search
            case (_, "FETCH"): self = .fetch
            default: return nil
            }
        }
    }

    /// What a FETCH response tells of a message (RFC 3501 §7.4.2).
    struct Item {
        private(set) var identifier: UInt32?
        private(set) var size: Int?
        /// The message from its start; nil when it is not told, or is not there any more.
        private(set) var body: [UInt8]?

        /// - Parameter tokens: `5 FETCH (UID 7 RFC822.SIZE 3 BODY[]<0> "…")`.
        init(_ tokens: [Token]) throws(MailboxTrouble) {
            var rest = tokens.dropFirst(2)
            guard rest.popFirst() == .open, rest.popLast() == .close else { throw Self.broken }
            while let key = rest.popFirst() {
                guard let name = key.name, let value = rest.popFirst() else { throw Self.broken }
                switch (name, value) {
                case ("UID", _):
                    guard let number = value.number, number > 0 else { throw Self.broken }
                    identifier = number
                case ("RFC822.SIZE", _):
                    guard let number = value.number else { throw Self.broken }
                    size = Int(number)
                case ("BODY[]<0>", .string(let bytes)), ("BODY[]", .string(let bytes)): body = bytes
                case (_, .open): try Self.skipList(&rest)
                default: break
                }
            }
        }

        private static let broken = MailboxTrouble.broken("the server tells of a message in a broken way")

        private static func skipList(_ rest: inout ArraySlice<Token>) throws(MailboxTrouble) {
            var depth = 1
            while depth > 0 {
                switch rest.popFirst() {
                case .open: depth += 1
                case .close: depth -= 1
                case nil: throw broken
                default: break
                }
            }
        }
    }
}
