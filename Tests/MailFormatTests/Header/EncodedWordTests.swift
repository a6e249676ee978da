// SPDX-License-Identifier: Apache-2.0
import SeededRandom
import Testing

@testable import MailFormat

@Suite("Encoded words")
struct EncodedWordTests {
    private func encode(_ text: String, from column: Int? = nil) -> String {
        var bytes: [UInt8] = []
        EncodedWord.append(text, to: &bytes, from: column)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "stand each on a folded line of its own",
        arguments: [
            ("", ""), ("café", "\r\n =?utf-8?q?caf=C3=A9?="), ("a b", "\r\n =?utf-8?q?a_b?="),
            ("_=?", "\r\n =?utf-8?q?=5F=3D=3F?="), ("\"(,)\"", "\r\n =?utf-8?q?=22=28=2C=29=22?="),
            ("+-*/!", "\r\n =?utf-8?q?+-*/!?="), ("a\r\nb", "\r\n =?utf-8?q?a=0D=0Ab?="),
        ])
    func words(_ text: String, _ encoded: String) {
        #expect(encode(text) == encoded)
    }

    @Test("start on the line being written when its length is given")
    func firstLine() {
        #expect(encode("é", from: 8) == " =?utf-8?q?=C3=A9?=")
    }

    @Test("hold at most 75 characters and fill lines of at most 76", arguments: [nil, 5, 8, 16] as [Int?])
    func lengths(_ column: Int?) throws {
        let lines = try wireLines(encode(String(repeating: "x", count: 500), from: column).utf8)
        let first = column == nil ? 1 : 0
        #expect((column ?? 0) + lines[first].count == 76)
        for line in lines[(first + 1)...].dropLast() { #expect(line.count == 76) }
        #expect(try decodeEncodedWords(unfolded(lines)) == String(repeating: "x", count: 500))
    }

    @Test("break between characters, never inside one", arguments: ["é", "漢", "☕", "😀"], 0...15)
    func characters(_ character: String, _ shift: Int) throws {
        let text = String(repeating: "x", count: shift) + String(repeating: character, count: 40)
        #expect(try decodeEncodedWords(unfolded(wireLines(encode(text).utf8))) == text)
    }

    @Test("are never empty, however little room the line being written leaves", arguments: 60...80)
    func noRoom(_ column: Int) throws {
        let encoded = encode("😀 over", from: column)
        #expect(!encoded.contains("?q??="))
        #expect(try decodeEncodedWords(unfolded(wireLines(encoded.utf8))) == "😀 over")
    }

    @Test("are read back as they were", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let text = generator.text(upTo: 60)
            let column = Bool.random(using: &generator) ? Int.random(in: 3...20, using: &generator) : nil
            let lines = try wireLines(encode(text, from: column).utf8)
            #expect(try Array(decodeEncodedWords(unfolded(lines)).utf8) == Array(text.utf8))
            #expect(lines.allSatisfy { $0.count <= 76 } && (column ?? 0) + lines[0].count <= 76)
        }
    }

    private func unfolded(_ lines: [[UInt8]]) -> String { String(decoding: lines.joined(), as: UTF8.self) }
}
