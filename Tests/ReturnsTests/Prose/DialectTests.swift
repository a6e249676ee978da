// SPDX-License-Identifier: Apache-2.0
import SeededRandom
import Testing

@testable import Returns

@Suite("Dialects")
struct DialectTests {
    private static let fixtures = DialectFixture.servers + DialectFixture.languages

    @Test("each understand what their server writes", arguments: fixtures)
    func understood(fixture: DialectFixture) {
        let mail = ReturnedMail(reading: fixture.message)
        #expect(mail.lines == fixture.expected)
        let report = ProseReport(mail.message, mail.message.own)
        #expect(report?.match?.dialect.name == fixture.dialect)
    }

    @Test("are never those of a letter", arguments: fixtures)
    func letters(fixture: DialectFixture) {
        var letter = fixture
        letter.from = "Ann Lee <ann@home.test>"
        letter.subject = "Look at this"
        #expect(ReturnedMail(reading: letter.message).kind == .none)
        letter.subject = "Re: Mail delivery failed"
        #expect(ReturnedMail(reading: letter.message).kind == .none)
    }

    @Test("have a fixture each, and phrases in lower case that are long enough to be looked for")
    func complete() {
        #expect(Set(Self.fixtures.map(\.dialect)) == Set(Dialect.all.map(\.name)))
        for phrase in Dialect.all.flatMap(\.heads) + Dialect.ends + Dialect.delays
            + Dialect.successes
        {
            #expect(Array(phrase.utf8).lowercasedInPlace == Array(phrase.utf8) && phrase.utf8.count >= 4)
        }
    }

    @Test("never make a damaged report break the reader")
    func damaged() {
        var generator = SeededGenerator(seed: 21)
        func random(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }
        let signs = Array("\n\r\t :@<>=.&;\0\u{1B}\u{FF}".utf8)
        for _ in 0..<3000 {
            var bytes = Self.fixtures[random(Self.fixtures.count)].message
            for _ in 0...random(12) {
                switch random(4) {
                case 0: bytes[random(bytes.count)] = UInt8(random(256))
                case 1: bytes.insert(signs[random(signs.count)], at: random(bytes.count))
                case 2: bytes.removeSubrange(random(bytes.count / 2)..<(bytes.count / 2))
                default: bytes.insert(contentsOf: bytes.suffix(random(200)), at: random(bytes.count))
                }
            }
            _ = ReturnedMail(reading: bytes)
        }
    }
}
