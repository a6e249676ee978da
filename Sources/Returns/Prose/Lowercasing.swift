// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// UTF-8 in lower case, byte for byte in its place: the letters of ASCII, Latin-1 and Cyrillic, which are
    /// those that dialects are written in.
    var lowercasedInPlace: [UInt8] {
        var result = self
        result.withUnsafeMutableBufferPointer { letters in
            for index in letters.indices { letters[index] = letters[index].lowercased }
        }
        guard result.contains(where: { $0 >= 0x80 }) else { return result }
        for index in result.indices.dropLast() {
            switch (result[index], result[index + 1]) {
            // À to Þ.
            case (0xC3, 0x80...0x96), (0xC3, 0x98...0x9E): result[index + 1] |= 0x20
            // Ѐ to Џ, А to П, Р to Я, Ґ.
            case (0xD0, 0x80...0x8F): (result[index], result[index + 1]) = (0xD1, result[index + 1] + 0x10)
            case (0xD0, 0x90...0x9F): result[index + 1] += 0x20
            case (0xD0, 0xA0...0xAF): (result[index], result[index + 1]) = (0xD1, result[index + 1] - 0x20)
            case (0xD2, 0x90): result[index + 1] = 0x91
            default: continue
            }
        }
        return result
    }
}
