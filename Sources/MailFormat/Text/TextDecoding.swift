// SPDX-License-Identifier: Apache-2.0

/// Bytes as text, whatever they were written in: a byte order mark, what a header says, what the document says, and
/// last what the bytes look like (in the order of the HTML Standard §13.2.3).
public enum TextDecoding {
    /// - Parameter charset: what the transport said.
    /// - Returns: nil when the bytes are no text of the encoding they claim.
    public static func text(_ bytes: [UInt8], charset: String?) -> String? {
        if let (mark, name) = marks.first(where: { bytes.starts(with: $0.0) }) {
            return convert(Array(bytes.dropFirst(mark.count)), from: name)
        }
        let claimed = charset ?? declared(in: bytes)
        if let claimed, let text = convert(bytes, from: canonical(claimed)) { return text }
        if let name = wide(bytes) { return convert(bytes, from: name) }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        // One damaged character must not spoil the others.
        if isMostlyUTF8(bytes[...]) { return String(decoding: bytes, as: UTF8.self) }
        return eastern(bytes) ?? convert(bytes, from: guess(bytes))
    }

    /// The name of an encoding that a text claims and nobody knows; nil for a text that claims none or a known one.
    /// - Parameter charset: what the transport said.
    public static func unknownEncoding(_ bytes: [UInt8], charset: String?) -> String? {
        guard let claimed = charset ?? declared(in: bytes) else { return nil }
        let name = canonical(claimed)
        return name == "UTF-8" || TextConverter(from: name) != nil ? nil : claimed
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
    public static func canonical(_ label: String) -> String {
        let name = label.lowercased().filter { !"\"' ".contains($0) }
        if let known = labels.first(where: { $0.labels.contains(name) }) { return known.name }
        // "cp1251", "x-cp1251", "windows_1251": the number says it.
        if let page = name.firstMatch(of: /^(?:x-)?(?:cp|windows[-_]?)(125\d)$/) {
            return "WINDOWS-\(page.1)"
        }
        return name.uppercased()
    }

    private static let labels: [(name: String, labels: Set<String>)] = [
        ("UTF-8", ["utf8", "utf-8", "unicode-1-1-utf-8", "x-unicode20utf8"]),
        (
            "WINDOWS-1252",
            [
                "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1", "ascii", "us-ascii", "cp819",
                "ibm819",
                "ansi_x3.4-1968", "iso-ir-100",
            ]
        ),
        ("WINDOWS-1254", ["iso-8859-9", "iso8859-9", "iso_8859-9", "latin5", "l5", "iso-ir-148"]),
        ("CP874", ["iso-8859-11", "iso8859-11", "tis-620", "dos-874", "windows-874"]),
        ("ISO-8859-8", ["iso-8859-8-i", "logical", "csiso88598i", "hebrew", "visual"]),
        (
            "GB18030",
            ["gb2312", "gb_2312", "gb_2312-80", "gbk", "x-gbk", "chinese", "csgb2312", "iso-ir-58"]
        ),
        (
            "CP932",
            ["shift_jis", "shift-jis", "sjis", "x-sjis", "ms932", "ms_kanji", "windows-31j", "csshiftjis"]
        ),
        ("EUC-JP", ["x-euc-jp", "cseucpkdfmtjapanese"]),
        (
            "CP949",
            [
                "euc-kr", "ks_c_5601-1987", "ks_c_5601-1989", "ksc5601", "ksc_5601", "korean", "windows-949",
                "cseuckr", "iso-ir-149",
            ]
        ),
        ("BIG5-HKSCS", ["big5", "cn-big5", "x-x-big5", "csbig5"]),
        ("MACINTOSH", ["x-mac-roman", "mac", "csmacintosh"]),
        ("MAC-CYRILLIC", ["x-mac-cyrillic", "x-mac-ukrainian"]),
        ("KOI8-R", ["koi", "koi8", "koi8_r", "cskoi8r"]),
        ("KOI8-U", ["koi8-ru"]),
        ("IBM866", ["866", "cp866", "csibm866"]),
    ]

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

    /// The encoding of a text that says nothing of itself, of which only a part is here: as iconv knows it.
    /// - Parameter bytes: from the start of the text.
    public static func encoding(of bytes: [UInt8]) -> String {
        if let (_, name) = marks.first(where: { bytes.starts(with: $0.0) }) { return name }
        if let name = wide(bytes) { return name }
        let whole = bytes.prefix(bytes.count - unfinished(bytes))
        if String(validating: whole, as: UTF8.self) != nil || isMostlyUTF8(whole) { return "UTF-8" }
        // Addresses and numbers say nothing about the language of the names beside them.
        let words = whole.split { $0 < 0x80 && !$0.isLetter }.filter { $0.contains { $0 >= 0x80 } }
        let telling = Array(words.joined(separator: [0x20]))
        // Words of both kinds of letters are no Cyrillic ones: Bø, Åsa.
        if words.count(where: { $0.contains(where: \.isLetter) }) * 2 > words.count {
            return western(telling)
        }
        return guess(telling)
    }

    /// Whether characters of several bytes are more frequent than faults, which they are in no other text: a few damaged
    /// rows must not spoil the others.
    private static func isMostlyUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
        var balance = 0
        var decoder = UTF8()
        var rest = bytes.makeIterator()
        while true {
            switch decoder.decode(&rest) {
            case .scalarValue(let scalar): if !scalar.isASCII { balance += 1 }
            case .error: balance -= 1
            case .emptyInput: return balance > 0
            }
        }
    }

    /// Bytes of a UTF-8 character at the end whose rest is missing.
    public static func unfinished(_ bytes: [UInt8]) -> Int {
        let tail = bytes.suffix(3).reversed()
        guard let lead = tail.firstIndex(where: { $0 & 0xC0 != 0x80 }) else { return 0 }
        let count = tail.distance(from: tail.startIndex, to: lead) + 1
        let length = tail[lead] >= 0xF0 ? 4 : tail[lead] >= 0xE0 ? 3 : tail[lead] >= 0xC0 ? 2 : 1
        return length > count ? count : 0
    }

    /// Texts of one byte a letter: Cyrillic when letters above ASCII stand in runs, else western.
    private static func guess(_ bytes: [UInt8]) -> String {
        let high = bytes.count { $0 >= 0xC0 }
        let letters = bytes.count { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
        guard high * 2 > letters else { return western(bytes) }
        // Most letters are small: 0xE0–0xFF in windows-1251, 0xC0–0xDF in KOI8.
        return bytes.count { $0 >= 0xE0 } * 2 >= high ? "WINDOWS-1251" : "KOI8-U"
    }

    private static func western(_ bytes: [UInt8]) -> String {
        central(bytes) ? "WINDOWS-1250" : "WINDOWS-1252"
    }

    /// Whether bytes that are ą, ł and ż in central Europe, and signs like ³ and ¿ in the west, stand inside words.
    private static func central(_ bytes: [UInt8]) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { byte.isLetter || byte >= 0xC0 }
        return bytes.indices.dropFirst().dropLast().contains { index in
            [0xA3, 0xA5, 0xAF, 0xB3, 0xB9, 0xBF].contains(bytes[index]) && isLetter(bytes[index - 1])
                && isLetter(bytes[index + 1])
        }
    }

    private static func convert(_ bytes: [UInt8], from name: String) -> String? {
        if name == "UTF-8" { return String(validating: bytes, as: UTF8.self) }
        guard let converter = TextConverter(from: name), let text = try? converter.convert(bytes),
            (try? converter.finish()) != nil
        else { return nil }
        return String(decoding: text, as: UTF8.self)
    }
}
