// SPDX-License-Identifier: Apache-2.0

/// Content without its transfer encoding (RFC 2045 §6.7, §6.8). What is damaged is passed over.
enum TransferDecoding {
    /// - Parameter encoding: as the field says it; nil for none.
    static func decode(_ content: ArraySlice<UInt8>, _ encoding: String?) -> [UInt8] {
        switch encoding.map(word) {
        case "base64": base64(content)
        case "quoted-printable": quoted(content)
        default: Array(content)
        }
    }

    static func isEncoded(_ encoding: String?) -> Bool {
        encoding.map(word).map { ["base64", "quoted-printable"].contains($0) } ?? false
    }

    private static func word(_ encoding: String) -> String {
        Array(encoding.utf8).prefix { $0 != 0x3B && $0 != 0x20 && $0 != 0x28 }.lowercased
    }

    /// Any byte that is none of the alphabet is passed over, and so are groups that are cut off.
    static func base64(_ text: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.underestimatedCount * 3 / 4)
        var (bits, count) = (UInt32(0), 0)
        for byte in text {
            let value = alphabet[Int(byte)]
            guard value < 64 else { continue }
            (bits, count) = (bits << 6 | UInt32(value), count + 6)
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return result
    }

    private static let alphabet: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for (index, letter) in letters.enumerated() { table[Int(letter)] = UInt8(index) }
        return table
    }()

    private static func quoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var place = text.startIndex
        while place < text.endIndex {
            let byte = text[place]
            place += 1
            guard byte == 0x3D else {
                result.append(byte)
                continue
            }
            if let value = hex(text, place) {
                result.append(value)
                place += 2
                continue
            }
            // White space may stand between the sign and the line's end.
            var end = place
            while end < text.endIndex, text[end] != 0x0A, text[end].isWhite { end += 1 }
            if end == text.endIndex || text[end] == 0x0A {
                place = Swift.min(end + 1, text.endIndex)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    /// `%41` is A (RFC 2231 §4).
    static func percent(_ text: some Collection<UInt8>) -> [UInt8] {
        let bytes = Array(text)[...]
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == 0x25, let value = hex(bytes, place + 1) {
                result.append(value)
                place += 3
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return result
    }

    /// Two hexadecimal digits, in either case.
    static func hex(_ bytes: ArraySlice<UInt8>, _ place: Int) -> UInt8? {
        guard place + 1 < bytes.endIndex, let high = digit(bytes[place]), let low = digit(bytes[place + 1])
        else {
            return nil
        }
        return high << 4 | low
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
