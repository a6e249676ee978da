// SPDX-License-Identifier: Apache-2.0
import COpenSSL

/// Writes a DKIM-Signature field (RFC 6376 §3.5), folded.
struct DKIMField {
    static let name = Array("DKIM-Signature".utf8)[...]
    private static let lineLimit = 78

    private var bytes = Array(name) + [UInt8(ascii: ":")]
    private var column = name.count + 1

    /// The value of the field, behind the colon.
    var value: ArraySlice<UInt8> { bytes[(Self.name.count + 1)...] }

    mutating func tag(_ name: String, _ value: String) { put(name, [value]) }

    mutating func list(_ name: String, _ values: [String]) {
        put(name, values.enumerated().map { $0 == 0 ? $1 : ":\($1)" })
    }

    /// The pieces of a value, between which a line may end.
    private mutating func put(_ name: String, _ pieces: [String]) {
        if !value.isEmpty { append(";") }
        for (number, piece) in pieces.enumerated() {
            let text = number == 0 ? "\(name)=\(piece)" : piece
            // The semicolon behind it belongs on the same line.
            if column + text.utf8.count + 2 > Self.lineLimit {
                fold()
            } else if number == 0 {
                append(" ")
            }
            append(text)
        }
    }

    /// Gives the last tag its value and ends the field.
    mutating func finish(with signature: [UInt8]) -> [UInt8] {
        var rest = Base64.bytes(of: signature)[...]
        while !rest.isEmpty {
            if column >= Self.lineLimit { fold() }
            let piece = rest.prefix(Self.lineLimit - column)
            bytes += piece
            column += piece.count
            rest = rest.dropFirst(piece.count)
        }
        return bytes + [0x0D, 0x0A]
    }

    private mutating func append(_ text: String) {
        bytes += text.utf8
        column += text.utf8.count
    }

    private mutating func fold() {
        bytes += [0x0D, 0x0A, 0x20]
        column = 1
    }
}
