// SPDX-License-Identifier: Apache-2.0

/// A header field as it stands in a message (RFC 5322 §2.2).
struct HeaderField {
    let name: ArraySlice<UInt8>
    /// Behind the colon, folds and all, without the line end that ends the field.
    let value: ArraySlice<UInt8>

    /// The fields of a header, in order; lines that are none are left out.
    static func fields(in header: ArraySlice<UInt8>) -> [HeaderField] {
        var fields: [HeaderField] = []
        var start = header.startIndex
        while start < header.endIndex {
            var end = start
            repeat {
                end = header[end...].firstIndex(of: 0x0A).map { $0 + 1 } ?? header.endIndex
            } while end < header.endIndex && header[end].isBlank
            if let colon = header[start..<end].firstIndex(of: UInt8(ascii: ":")) {
                var value = header[(colon + 1)..<end]
                while value.last == 0x0A || value.last == 0x0D { value.removeLast() }
                fields.append(HeaderField(name: header[start..<colon], value: value))
            }
            start = end
        }
        return fields
    }

    /// The name as names are compared: in lower case, without blanks at its end.
    var key: some Sequence<UInt8> {
        var end = name.endIndex
        while end > name.startIndex, name[end - 1].isBlank { end -= 1 }
        return name[..<end].lazy.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }

    /// The field with its line end, as DKIM's `relaxed` wants it (RFC 6376 §3.4.2).
    var relaxed: [UInt8] {
        var bytes = Array(key)
        bytes.append(UInt8(ascii: ":"))
        let start = bytes.count
        var isBlankPending = false
        for byte in value where byte != 0x0D && byte != 0x0A {
            if byte.isBlank {
                isBlankPending = true
                continue
            }
            if isBlankPending, bytes.count > start { bytes.append(0x20) }
            isBlankPending = false
            bytes.append(byte)
        }
        return bytes + [0x0D, 0x0A]
    }
}
