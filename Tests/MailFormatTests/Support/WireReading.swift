// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not what RFC 2045, 2047 or 5322 allow: the readers here accept nothing lenient.
struct WireFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Bytes cut at CRLF; a CR or LF of its own is a fault. Text behind the last CRLF is a line too.
func wireLines(_ bytes: some Collection<UInt8>) throws -> [[UInt8]] {
    var lines: [[UInt8]] = [[]]
    var previous: UInt8 = 0
    for byte in bytes {
        if previous == 0x0D, byte != 0x0A { throw WireFault("CR without LF") }
        switch byte {
        case 0x0D: break
        case 0x0A:
            guard previous == 0x0D else { throw WireFault("LF without CR") }
            lines.append([])
        default: lines[lines.count - 1].append(byte)
        }
        previous = byte
    }
    guard previous != 0x0D else { throw WireFault("CR at the end") }
    return lines
}

/// Reads quoted-printable as RFC 2045 §6.7 defines it; hard line breaks are CRLF.
func decodeQuotedPrintable(_ bytes: some Collection<UInt8>) throws -> [UInt8] {
    var decoded: [UInt8] = []
    let lines = try wireLines(bytes)
    for (number, line) in lines.enumerated() {
        let isLast = number == lines.count - 1
        let shown = String(decoding: line, as: UTF8.self)
        guard line.count <= 76 else { throw WireFault("\(line.count) columns: \(shown)") }
        guard line.last != 0x20, line.last != 0x09 else { throw WireFault("blank at the end: \(shown)") }
        let isSoft = line.last == UInt8(ascii: "=")
        if isSoft, isLast { throw WireFault("soft line break at the end of the text") }
        decoded += try unescape(isSoft ? line.dropLast() : line[...])
        if !isSoft, !isLast { decoded += [0x0D, 0x0A] }
    }
    return decoded
}

/// Replaces `=XX` by its byte.
func unescape(_ bytes: ArraySlice<UInt8>) throws -> [UInt8] {
    var decoded: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "=") else {
            guard byte == 0x09 || (0x20...0x7E).contains(byte) else { throw WireFault("bare byte \(byte)") }
            decoded.append(byte)
            continue
        }
        let digits = String(decoding: rest.prefix(2), as: UTF8.self)
        guard rest.count >= 2, digits == digits.uppercased(), let value = UInt8(digits, radix: 16)
        else { throw WireFault("=\(digits) is no escape") }
        decoded.append(value)
        rest = rest.dropFirst(2)
    }
    return decoded
}

/// Reads the Q encoded words of a header value, folds taken out; what is not one stays as it is.
///
/// Every word must be whole UTF-8, hold at most 75 characters and none but those a phrase allows
/// (RFC 2047 §5 (3)).
func decodeEncodedWords(_ value: String) throws -> String {
    var decoded: [UInt8] = []
    var previousWasEncoded = false
    for token in value.split(separator: " ") {
        guard token.hasPrefix("=?"), token.hasSuffix("?="), token.count > 4 else {
            if !decoded.isEmpty { decoded.append(0x20) }
            decoded += token.utf8
            previousWasEncoded = false
            continue
        }
        if !previousWasEncoded, !decoded.isEmpty { decoded.append(0x20) }
        decoded += try decodeWord(token)
        previousWasEncoded = true
    }
    return String(decoding: decoded, as: UTF8.self)
}

private func decodeWord(_ token: Substring) throws -> [UInt8] {
    let parts = token.split(separator: "?", omittingEmptySubsequences: false)
    guard token.utf8.count <= 75 else { throw WireFault("\(token.utf8.count) characters: \(token)") }
    guard parts.count == 5, parts[1] == "utf-8", parts[2] == "q", !parts[3].isEmpty
    else { throw WireFault("no Q word in UTF-8: \(token)") }
    let allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/=_"
    guard parts[3].utf8.allSatisfy({ allowed.utf8.contains($0) })
    else { throw WireFault("not for a phrase: \(token)") }
    let text = parts[3].utf8.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }
    let bytes = try unescape(text[...])
    guard String(validating: bytes, as: UTF8.self) != nil
    else { throw WireFault("a character cut in two: \(token)") }
    return bytes
}

/// Line breaks of any kind as CRLF.
func withCRLF(_ text: some Sequence<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var previous: UInt8 = 0
    for byte in text {
        if byte == 0x0D || (byte == 0x0A && previous != 0x0D) {
            result += [0x0D, 0x0A]
        } else if byte != 0x0A {
            result.append(byte)
        }
        previous = byte
    }
    return result
}
