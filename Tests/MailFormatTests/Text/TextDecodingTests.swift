// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@Suite("Text that does not say how it is encoded")
struct TextDecodingTests {
    /// Text in one of Windows' pages or in KOI8-U, as far as these tests need it.
    private static func bytes(_ text: String, _ page: [Character: UInt8]) -> [UInt8] {
        text.map { page[$0] ?? $0.asciiValue ?? 0x3F }
    }

    private static func pairs(_ letters: String, from first: UInt8) -> [Character: UInt8] {
        Dictionary(uniqueKeysWithValues: zip(letters, first...UInt8.max))
    }

    private static let western: [Character: UInt8] = [
        "é": 0xE9, "ø": 0xF8, "Å": 0xC5, "ü": 0xFC, "ß": 0xDF, "€": 0x80, "ñ": 0xF1,
    ]
    private static let central: [Character: UInt8] = ["ł": 0xB3, "ą": 0xB9, "ó": 0xF3, "ż": 0xBF, "ś": 0x9C]
    private static let cyrillic =
        pairs("АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя", from: 0xC0)
        .merging(["і": 0xB3, "ї": 0xBF, "є": 0xBA, "І": 0xB2]) { $1 }
    private static let koi8 =
        pairs("юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ", from: 0xC0)
        .merging(["і": 0xA6, "ї": 0xA7, "є": 0xA4, "І": 0xB6]) { $1 }

    @Test(
        "is recognised by its bytes",
        arguments: [
            ([], "UTF-8"), (Array("email,name\n".utf8), "UTF-8"),
            (Array("Zoë Müller, Тарас, 佐藤".utf8), "UTF-8"),
            ([0xEF, 0xBB, 0xBF, 0xE9], "UTF-8"), ([0xFF, 0xFE, 0x41, 0], "UTF-16LE"),
            ([0xFE, 0xFF, 0, 0x41], "UTF-16BE"),
            ([0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF], "UTF-32BE"),
            ("email,name\n".utf8.flatMap { [$0, 0] }, "UTF-16LE"),
            ("email,name\n".utf8.flatMap { [0, $0] }, "UTF-16BE"),
            ("email\n".utf8.flatMap { [$0, 0, 0, 0] }, "UTF-32LE"),
            (bytes("ann@inbox.test,René Muñoz\n", western), "WINDOWS-1252"),
            (bytes("ann@inbox.test,Bø\n", western), "WINDOWS-1252"),
            (bytes("bo@inbox.test,Bo Åkeßon,5 €\n", western), "WINDOWS-1252"),
            (bytes("ann@inbox.test,Władysława Dąbrowska\n", central), "WINDOWS-1250"),
            (bytes("ann@inbox.test,Тарас Шевченко,Kyiv\n", cyrillic), "WINDOWS-1251"),
            (bytes("long.address@inbox.test,Олена Іваненко\n", cyrillic), "WINDOWS-1251"),
            (bytes("ann@inbox.test,Тарас Шевченко\n", koi8), "KOI8-U"),
            (bytes("long.address@inbox.test,Олена Іваненко\n", koi8), "KOI8-U"),
        ] as [([UInt8], String)])
    func recognised(bytes: [UInt8], name: String) { #expect(TextDecoding.encoding(of: bytes) == name) }

    @Test("with one damaged character keeps the others")
    func damaged() {
        let bytes = Array("<meta charset=utf-8>Le café, le thé, l’été: ".utf8) + [0xC3] + Array(" fin".utf8)
        #expect(
            TextDecoding.text(bytes, charset: nil)?.hasSuffix("Le café, le thé, l’été: \u{FFFD} fin") == true)
        #expect(TextDecoding.text([0x63, 0x61, 0x66, 0xE9], charset: "utf-8") == "café")
    }

    @Test(
        "is read by what browsers take a label to mean",
        arguments: [
            ("x-mac-roman", 0x8E, "é"), ("windows_1251", 0xC0, "А"), ("x-cp1251", 0xC0, "А"),
            ("latin1", 0x80, "€"),
            ("koi8_r", 0xC1, "а"), ("866", 0x80, "А"),
        ] as [(String, UInt8, String)])
    func labels(label: String, byte: UInt8, character: String) {
        #expect(TextDecoding.text([byte], charset: label) == character)
        #expect(TextDecoding.unknownEncoding([byte], charset: label) == nil)
    }

    @Test("names an encoding that nobody knows")
    func unknown() {
        #expect(TextDecoding.unknownEncoding(Array("<meta charset=klingon>".utf8), charset: nil) == "klingon")
        #expect(TextDecoding.unknownEncoding(Array("words".utf8), charset: nil) == nil)
    }

    @Test("is UTF-8 with a character cut anywhere at the end", arguments: ["é", "佐", "🦊"])
    func cut(character: String) {
        let whole = Array("name \(character)".utf8)
        for missing in 1..<character.utf8.count {
            let start = Array(whole.dropLast(missing))
            #expect(TextDecoding.encoding(of: start) == "UTF-8")
            #expect(TextDecoding.unfinished(start) == character.utf8.count - missing)
        }
        #expect(TextDecoding.unfinished(whole) == 0)
        #expect(TextDecoding.unfinished([0x80, 0x80, 0x80, 0x80]) == 0)
    }

    @Test("is UTF-8 when one row of many is damaged")
    func damagedRow() {
        let text = Array("a,Тарас\nb,Zoë\nc,Ren".utf8) + [0xE9] + Array("\n".utf8)
        #expect(TextDecoding.encoding(of: text) == "UTF-8")
    }

    @Test(
        "labels mean what browsers take them for",
        arguments: [
            ("latin1", "WINDOWS-1252"), ("ISO-8859-1", "WINDOWS-1252"), ("cp1251", "WINDOWS-1251"),
            ("Windows-1250", "WINDOWS-1250"), ("utf8", "UTF-8"), ("utf-16le", "UTF-16LE"),
            ("\"Shift_JIS\"", "CP932"),
        ])
    func labels(label: String, name: String) { #expect(TextDecoding.canonical(label) == name) }
}

@Suite("Turning text into UTF-8 piece by piece")
struct TextConverterTests {
    private static let sentence = "Zoë, Тарас, 佐藤 🦊, e\u{301}\r\n"
    private static let wide = Array(String(repeating: sentence, count: 3000).utf16)

    @Test(
        "gives the same in pieces of any size",
        arguments: [
            ("UTF-8", Array(sentence.utf8), sentence),
            ("UTF-16LE", wide.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, nil),
            ("UTF-16BE", wide.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }, nil),
            (
                "UTF-32LE",
                sentence.unicodeScalars.flatMap { scalar in
                    (0..<4).map { UInt8(scalar.value >> ($0 * 8) & 0xFF) }
                }, sentence
            ),
            ("WINDOWS-1252", [0x80, 0x41, 0x81, 0xFF], "€A\u{FFFD}ÿ"),
            ("WINDOWS-1251", [0xC0, 0x98, 0xFF], "А\u{FFFD}я"),
            ("CP932", [0x82, 0xA0, 0x41, 0x8A, 0xBF], "あA漢"),
            ("GB18030", [0x81, 0x30, 0x81, 0x30, 0xD6, 0xD0], "\u{80}中"),
        ] as [(String, [UInt8], String?)], [1, 2, 3, 4, 5, 6, 7, 100_000])
    func pieces(_ text: (name: String, bytes: [UInt8], text: String?), size: Int) throws {
        let converter = try #require(TextConverter(from: text.name))
        var result: [UInt8] = []
        for start in stride(from: 0, to: text.bytes.count, by: size) {
            result += try converter.convert(Array(text.bytes[start...].prefix(size)))
        }
        try converter.finish()
        #expect(result == Array((text.text ?? String(repeating: Self.sentence, count: 3000)).utf8))
    }

    @Test("a character that never ends is a fault at the end of the text")
    func unfinished() throws {
        let converter = try #require(TextConverter(from: "UTF-16LE"))
        #expect(try converter.convert([0x41, 0, 0x42]) == [0x41])
        #expect(throws: TextConverter.Fault.self) { try converter.finish() }
    }

    @Test("bytes that are no text of the encoding are a fault at once")
    func faults() throws {
        let surrogate = try #require(TextConverter(from: "UTF-16LE"))
        #expect(throws: TextConverter.Fault.self) { try surrogate.convert([0x41, 0, 0, 0xDC, 0x42, 0]) }
        let japanese = try #require(TextConverter(from: "CP932"))
        #expect(throws: TextConverter.Fault.self) { try japanese.convert([0x41, 0xFF, 0x41]) }
    }

    @Test("there is none for an encoding that nobody knows")
    func unknown() { #expect(TextConverter(from: "KLINGON-8") == nil) }
}
