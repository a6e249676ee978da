import Glibc

/// Bytes as text, whatever they were written in: a byte order mark, what a header says, what the document says, and
/// last what the bytes look like (in the order of the HTML Standard §13.2.3).
enum TextDecoding {
    /// - Parameter charset: what the transport said.
    /// - Returns: nil when the bytes are no text of the encoding they claim.
    static func text(_ bytes: [UInt8], charset: String?) -> String? {
        if let (mark, name) = marks.first(where: { bytes.starts(with: $0.0) }) {
            return convert(Array(bytes.dropFirst(mark.count)), from: name)
        }
        let claimed = charset ?? declared(in: bytes)
        if let claimed, let text = convert(bytes, from: canonical(claimed)) { return text }
        if let name = wide(bytes) { return convert(bytes, from: name) }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return eastern(bytes) ?? convert(bytes, from: guess(bytes))
    }

    private static let marks: [([UInt8], String)] = [
        ([0xFF, 0xFE, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF], "UTF-32BE"),
        ([0xEF, 0xBB, 0xBF], "UTF-8"), ([0xFF, 0xFE], "UTF-16LE"), ([0xFE, 0xFF], "UTF-16BE"),
    ]

    /// What `charset=…` or `encoding="…"` at the start of a page or feed says.
    private static func declared(in bytes: [UInt8]) -> String? {
        guard bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") else { return nil }
        let start = String(decoding: bytes.prefix(2048).map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self)
            .lowercased()
        for mark in ["charset=", "encoding="] {
            guard let found = start.firstRange(of: mark) else { continue }
            let name = start[found.upperBound...].drop { "\"' ".contains($0) }
                .prefix { $0.isLetter || $0.isNumber || "-_:.".contains($0) }
            // A document that could be read this far in ASCII is not UTF-16.
            if !name.isEmpty, !name.hasPrefix("utf-16") { return String(name) }
        }
        return nil
    }

    /// Labels mean what browsers take them to mean (Encoding Standard §4.2).
    private static func canonical(_ label: String) -> String {
        switch label.lowercased().trimming({ "\"' ".contains($0) }) {
        case "iso-8859-1", "latin1", "ascii", "us-ascii", "iso8859-1", "l1": "WINDOWS-1252"
        case "iso-8859-9", "latin5": "WINDOWS-1254"
        case "iso-8859-11", "tis-620": "CP874"
        case "gb2312", "gbk", "x-gbk": "GB18030"
        case "shift_jis", "shift-jis", "sjis", "x-sjis": "CP932"
        case "euc-kr", "ks_c_5601-1987": "CP949"
        case "big5": "BIG5-HKSCS"
        case "utf8": "UTF-8"
        case let name: name.uppercased()
        }
    }

    /// Text of two or four bytes a letter without a mark: every other byte of its first letters is zero.
    private static func wide(_ bytes: [UInt8]) -> String? {
        let start = bytes.prefix(4).map { $0 == 0 }
        return switch start {
        case [false, true, false, true]: "UTF-16LE"
        case [true, false, true, false]: "UTF-16BE"
        case [false, true, true, true]: "UTF-32LE"
        case [true, true, true, false]: "UTF-32BE"
        default: nil
        }
    }

    /// Chinese, Japanese and Korean text that says nothing of itself: in each of these encodings hardly any other text is
    /// without an error, and its letters come in pairs of high bytes.
    private static func eastern(_ bytes: [UInt8]) -> String? {
        let runs = bytes.split { $0 < 0x80 }
        guard !runs.isEmpty, runs.count(where: { $0.count.isMultiple(of: 2) }) * 10 >= runs.count * 9,
            runs.reduce(0, { $0 + $1.count }) >= 6 * runs.count
        else { return nil }
        return ["EUC-JP", "EUC-KR", "GB18030", "BIG5-HKSCS"].lazy.compactMap { name -> String? in
            guard let text = convert(bytes, from: name) else { return nil }
            let letters = text.unicodeScalars.filter { $0.value > 0x7F }
            let usual = letters.count { scalar in
                switch name {
                case "EUC-JP": (0x3040...0x30FF).contains(scalar.value)
                case "EUC-KR": (0xAC00...0xD7A3).contains(scalar.value)
                default: (0x4E00...0x9FFF).contains(scalar.value)
                }
            }
            return usual * 4 >= letters.count ? text : nil
        }.first
    }

    /// Texts of one byte a letter: Cyrillic when letters above ASCII stand in runs, else western.
    private static func guess(_ bytes: [UInt8]) -> String {
        let high = bytes.count { $0 >= 0xC0 }
        let letters = bytes.count { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
        guard high * 2 > letters else { return "WINDOWS-1252" }
        // Most letters are small: 0xE0–0xFF in windows-1251, 0xC0–0xDF in KOI8.
        return bytes.count { $0 >= 0xE0 } * 2 >= high ? "WINDOWS-1251" : "KOI8-U"
    }

    /// Windows' pages leave a few bytes undefined; those become U+FFFD, in other encodings they are errors.
    private static func convert(_ bytes: [UInt8], from name: String) -> String? {
        if name == "UTF-8" { return String(validating: bytes, as: UTF8.self) }
        guard let converter = iconv_open("UTF-8", name), converter != iconv_t(bitPattern: -1) else {
            return nil
        }
        defer { iconv_close(converter) }
        let isWindows = name.hasPrefix("WINDOWS-")
        var source = bytes
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let isWhole = source.withUnsafeMutableBytes { source in
            var next = source.baseAddress?.assumingMemoryBound(to: CChar.self)
            var left = source.count
            while left > 0 {
                let status = buffer.withUnsafeMutableBytes { room in
                    var start = room.baseAddress?.assumingMemoryBound(to: CChar.self)
                    var free = room.count
                    let status = iconv(converter, &next, &left, &start, &free) == -1 ? errno : 0
                    result.append(contentsOf: room[..<(room.count - free)])
                    return status
                }
                if status == EILSEQ, isWindows {
                    result.append(contentsOf: "\u{FFFD}".utf8)
                    next = next?.advanced(by: 1)
                    left -= 1
                } else if status != 0, status != E2BIG {
                    return false
                }
            }
            return true
        }
        return isWhole ? String(decoding: result, as: UTF8.self) : nil
    }
}
