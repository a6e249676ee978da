// SPDX-License-Identifier: Apache-2.0

/// Header fields: folded, ASCII but for a reader's address, no value able to start a line of its own.
extension TemplateWriter {
    /// RFC 5322 §2.1.1 asks for lines of at most 78 characters.
    private static let lineLimit = 78

    /// A structured value made of ASCII tokens; folds at spaces.
    mutating func structuredField(_ name: String, _ value: String) throws(InvalidHeaderValue) {
        try checkASCII(value, name)
        literal("\(name):")
        fold(value, from: name.utf8.count + 1)
        literal("\r\n")
    }

    /// Unstructured text with slots (RFC 5322 §2.2.1): as it is when it can be, else as encoded words.
    ///
    /// With a slot in it the whole value is encoded: white space between two encoded words vanishes, so
    /// that a value of any length can be spliced in with its own folds.
    mutating func textField(_ name: String, _ value: MergeText) throws(InvalidHeaderValue) {
        literal("\(name):")
        let start = name.utf8.count + 1
        if value.pieces.count == 1, case .literal(let text) = value.pieces[0], Self.isPlain(text) {
            fold(text, from: start)
        } else {
            for (number, piece) in value.pieces.enumerated() {
                switch piece {
                case .literal(let text):
                    try check(text, name)
                    encodedWords(text, from: number == 0 ? start : nil)
                case .slot(let slot):
                    self.slot(MergeSlot(slot.field, fallback: slot.fallback, in: .header), as: .encodedWords)
                }
            }
        }
        literal("\r\n")
    }

    /// A mailbox (RFC 5322 §3.4).
    mutating func mailboxField(_ name: String, _ mailbox: Mailbox) throws(InvalidHeaderValue) {
        try nameAndAddressField(name, mailbox.name, mailbox.address.description)
    }

    /// A reader's address: the one value in UTF-8 (RFC 6532 §3.2), and only when the envelope is, too.
    mutating func addressField(_ name: String, _ field: MergeField) {
        literal("\(name): <")
        slot(MergeSlot(field, in: .address), as: .raw)
        literal(">\r\n")
    }

    /// A title for people and an identifier (RFC 2919 §3).
    mutating func listField(_ name: String, title: String, id: String) throws(InvalidHeaderValue) {
        try nameAndAddressField(name, title, id)
    }

    /// Links in angle brackets, one a line (RFC 2369 §2).
    mutating func linksField(_ name: String, _ links: [MergeText]) throws(InvalidHeaderValue) {
        literal("\(name):")
        for (number, link) in links.enumerated() {
            literal(number == 0 ? " <" : ",\r\n <")
            try verbatim(link.pieces, name)
            literal(">")
        }
        literal("\r\n")
    }

    /// A date that each copy has its own of.
    mutating func dateField(_ name: String, _ field: MergeField) {
        literal("\(name): ")
        slot(MergeSlot(field, in: .text), as: .raw)
        literal("\r\n")
    }

    /// ASCII literals and verbatim slots.
    mutating func verbatimField(_ name: String, _ pieces: [MergeText.Piece]) throws(InvalidHeaderValue) {
        literal("\(name):")
        try verbatim(pieces, name)
        literal("\r\n")
    }

    private mutating func verbatim(
        _ pieces: [MergeText.Piece], _ name: String
    ) throws(InvalidHeaderValue) {
        for piece in pieces {
            switch piece {
            case .literal(let text):
                try checkASCII(text, name)
                literal(text)
            case .slot(let slot):
                self.slot(MergeSlot(slot.field, fallback: slot.fallback, in: .verbatim), as: .raw)
            }
        }
    }

    /// `phrase <address>`: the phrase as atoms, a quoted string or encoded words, whichever it needs.
    private mutating func nameAndAddressField(
        _ name: String, _ phrase: String, _ address: String
    ) throws(InvalidHeaderValue) {
        try check(phrase, name)
        try checkASCII(address, name)
        literal("\(name):")
        let start = name.utf8.count + 1
        var column = start
        if phrase.utf8.allSatisfy({ $0.isAtomText || $0 == 0x20 }), Self.isPlain(phrase) || phrase.isEmpty {
            column = fold(phrase, from: start)
        } else if Self.isPlain(phrase), phrase.utf8.count <= 60 {
            let quoted = Self.quoted(phrase)
            literal(" \(quoted)")
            column += 1 + quoted.utf8.count
        } else {
            encodedWords(phrase, from: start)
            column = Self.lineLimit
        }
        let folds = !phrase.isEmpty && column + address.utf8.count + 3 > Self.lineLimit
        literal(folds ? "\r\n <\(address)>\r\n" : " <\(address)>\r\n")
    }

    private func check(_ value: String, _ field: String) throws(InvalidHeaderValue) {
        guard !value.utf8.contains(where: \.isControl) else { throw InvalidHeaderValue(field: field) }
    }

    /// Throws unless a value is ASCII, as one has to be that is written as it is.
    private func checkASCII(_ value: String, _ field: String) throws(InvalidHeaderValue) {
        guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw InvalidHeaderValue(field: field)
        }
    }

    /// Writes words with a space before each, folding where a line gets too long; returns the last column.
    @discardableResult
    private mutating func fold(_ value: String, from start: Int) -> Int {
        var column = start
        for word in value.split(separator: " ") {
            if column > start, column + 1 + word.utf8.count > Self.lineLimit {
                literal("\r\n")
                column = 0
            }
            literal(" \(word)")
            column += 1 + word.utf8.count
        }
        return column
    }

    /// Printable ASCII, no run of spaces that folding would eat, no word too long to fold, nothing that
    /// reads as an encoded word.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?") && !text.contains("  ")
            && !text.hasPrefix(" ") && !text.hasSuffix(" ")
            && text.utf8.split(separator: 0x20).allSatisfy { $0.count < 70 }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { result.append("\\") }
            result.unicodeScalars.append(character)
        }
        return result + "\""
    }
}
