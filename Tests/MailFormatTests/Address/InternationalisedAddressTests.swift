// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@Suite("An internationalised address")
struct InternationalisedAddressTests {
    @Test(
        "has its domain in A-labels, in lower case",
        arguments: [
            ("münchen.example", "xn--mnchen-3ya.example"), ("MÜNCHEN.Example", "xn--mnchen-3ya.example"),
            ("mu\u{308}nchen.example", "xn--mnchen-3ya.example"),
            ("XN--MNCHEN-3YA.example", "xn--mnchen-3ya.example"),
            ("укр.example", "xn--j1amh.example"), ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
            ("straße.example", "xn--strae-oqa.example"), ("strasse.example", "strasse.example"),
            ("例え\u{3002}jp", "xn--r8jz45g.jp"), ("example\u{FF0E}com", "example.com"),
            ("ｅｘａｍｐｌｅ.com", "example.com"), ("\u{212A}.example", "k.example"),
            ("א1.example", "xn--1-zhc.example"), ("l·l.example", "xn--ll-0ea.example"),
            ("क\u{94D}\u{200D}ष.example", "xn--11b2ezcw70k.example"),
        ])
    func domains(_ written: String, _ domain: String) throws {
        let address = try EmailAddress("ann@\(written)")
        #expect(address.domain == domain)
        #expect(!address.isInternationalised)
        #expect(try EmailAddress(address.description) == address)
    }

    /// Unicode 15.1 changed what `ẞ` is mapped to, from `ss` to `ß`.
    @Test("has a domain for a capital sharp s that the library's Unicode decides")
    func capitalSharpS() throws {
        let domain = try EmailAddress("ann@STRAẞE.example").domain
        #expect(["strasse.example", "xn--strae-oqa.example"].contains(domain))
    }

    @Test(
        "is refused when its domain is none",
        arguments: [
            "xn--example.com", "xn--.example", "xn--abc-.example", "xn--zzzzzzzzz.example", "a.xn--0.example",
            "XN--A.example", "xn--é.example", "☕.example", "xn--53h.example", "i❤.example",
            "xn--i-7iq.example",
            "1א.example", "אa.example", "aא.example", "1\u{662}.example",
            "\u{301}example.com", "-é.example", "é-.example", "aé--b.example", "é..example", ".é.example",
            "é.example.", "é", "é.123", "é_.example", "é!.example", "é<.example", "é\\.example",
            "example\u{37E}.com", "é.example\u{37E}com", "\u{FFFD}é.example", "é.[127.0.0.1]",
        ])
    func noDomain(_ domain: String) {
        #expect(throws: InvalidAddress.domain) { try EmailAddress("ann@\(domain)") }
    }

    @Test(
        "keeps its local part as it was written, in NFC",
        arguments: [
            ("кав’ярня@example.com", "кав’ярня@example.com"),
            ("пошта@укр.example", "пошта@xn--j1amh.example"),
            ("Jos\u{E9}.\u{C5}+tag@example.com", "Jos\u{E9}.\u{C5}+tag@example.com"),
            ("jose\u{301}@example.com", "jos\u{E9}@example.com"),
            ("A\u{30A}\u{323}@example.com", "\u{1EA0}\u{30A}@example.com"),
            ("\u{212B}@example.com", "\u{C5}@example.com"), ("\u{FB01}@example.com", "\u{FB01}@example.com"),
            ("用户@例え.example", "用户@xn--r8jz45g.example"), ("דואר1a@example.com", "דואר1a@example.com"),
            ("\u{FF20}@example.com", "\u{FF20}@example.com"), ("☕@example.com", "☕@example.com"),
        ])
    func localParts(_ written: String, _ normal: String) throws {
        let address = try EmailAddress(written)
        #expect(Array(address.description.utf8) == Array(normal.utf8))
        #expect(address.isInternationalised)
    }

    @Test("is an address of ASCII when NFC makes it one")
    func kelvin() throws {
        let address = try EmailAddress("an\u{212A}@example.com")
        #expect(address.localPart.utf8.elementsEqual("anK".utf8) && !address.isInternationalised)
    }

    @Test(
        "is refused for a character that nobody sees, before the @ or after it",
        arguments: [
            0x80, 0x85, 0x9F, 0xA0, 0xAD, 0x34F, 0x61C, 0x115F, 0x180E, 0x2003, 0x200B, 0x200E, 0x200F,
            0x2028,
            0x2029, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0x3000, 0x3164, 0xFDD0, 0xFE0F, 0xFEFF, 0xFFFE,
            0xE0041, 0x10FFFF,
        ] as [UInt32])
    func hidden(_ value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        for text in [
            "an\(scalar)n@example.com", "\(scalar)ann@example.com", "é\(scalar)@example.com",
            "ann@exam\(scalar)ple.com", "ann@\(scalar)é.example", "ann@example.com\(scalar)",
        ] {
            #expect(throws: InvalidAddress.hiddenCharacter) { try EmailAddress(text) }
        }
    }

    @Test("is refused for a joiner, but for those that IDNA wants in a domain")
    func joiners() throws {
        for joiner in ["\u{200C}", "\u{200D}"] {
            #expect(throws: InvalidAddress.hiddenCharacter) { try EmailAddress("a\(joiner)b@example.com") }
            #expect(throws: InvalidAddress.domain) { try EmailAddress("ann@a\(joiner)b.example") }
        }
        #expect(try EmailAddress("ann@نامه\u{200C}ای.example").domain == "xn--mgba3gch31f060k.example")
    }

    @Test(
        "is refused when its local part is none",
        arguments: [
            "é..a", ".é", "é.", "é b", "é,b", "é;", "é<", "é>", "é(", "é\\", "é\"", "é\u{37E}", "é@b",
            "é\u{0}",
            "é\u{7F}", "\u{FFFD}", "\u{338}a", "a.\u{301}b",
        ])
    func noLocalPart(_ localPart: String) {
        #expect(throws: InvalidAddress.localPart) { try EmailAddress("\(localPart)@example.com") }
    }

    @Test("has no @ where a wide one stands")
    func wideAt() {
        #expect(throws: InvalidAddress.noAtSign) { try EmailAddress("ann\u{FF20}example.com") }
    }

    @Test("keeps the limits in octets, after conversion")
    func lengths() throws {
        let local = String(repeating: "é", count: 32)
        #expect(try EmailAddress("\(local)@example.com").localPart.utf8.count == 64)
        #expect(throws: InvalidAddress.localPart) { try EmailAddress("\(local)a@example.com") }
        let decomposed = String(repeating: "e\u{301}", count: 32)
        #expect(try EmailAddress("\(decomposed)@example.com").localPart.utf8.count == 64)
        // Ⱥ takes two octets, ⱥ three: the key would be none.
        #expect(throws: InvalidAddress.localPart) {
            try EmailAddress("\(String(repeating: "Ⱥ", count: 32))@example.com")
        }
        let label = String(repeating: "ü", count: 57)
        #expect(try EmailAddress("a@\(label).example").domain.utf8.count == 63 + 8)
        #expect(throws: InvalidAddress.domain) { try EmailAddress("a@\(label)ü.example") }
        #expect(try EmailAddress("a@\(label).\(label).\(label).example").description.utf8.count == 201)
        #expect(throws: InvalidAddress.tooLong) {
            try EmailAddress("\(local)@\(label).\(label).\(label).example")
        }
        #expect(throws: InvalidAddress.domain) {
            try EmailAddress("a@\(label).\(label).\(label).\(label).example")
        }
        #expect(throws: InvalidAddress.tooLong) {
            try EmailAddress("a@" + String(repeating: "é", count: 512))
        }
    }

    @Test(
        "has one key however it is written",
        arguments: [
            ("Пошта@укр.example", "ПОШТА@УКР.EXAMPLE"), ("jose\u{301}@example.com", "JOS\u{C9}@example.com"),
            ("straße@example.com", "STRAẞE@example.com"),
            ("ann@münchen.example", "ANN@xn--mnchen-3ya.example"),
            ("\u{212B}@example.com", "a\u{30A}@example.com"), ("J\u{30C}@example.com", "\u{1F0}@example.com"),
        ])
    func keys(_ one: String, _ other: String) throws {
        let key = try EmailAddress(one).key
        #expect(try Array(EmailAddress(other).key.utf8) == Array(key.utf8))
        #expect(try Array(EmailAddress(key).key.utf8) == Array(key.utf8))
    }

    @Test("is another person where only a guess would make it the same")
    func otherKeys() throws {
        let keys = try ["straße", "strasse", "ıan", "ian", "οδος", "οδοσ", "\u{FB01}", "fi"].map {
            try EmailAddress("\($0)@example.com").key
        }
        #expect(Set(keys).count == keys.count)
    }

    @Test(
        "has a key of its own key, whatever changes in lower case",
        arguments: ["", "\u{30C}", "\u{307}\u{323}"])
    func keysOfKeys(_ mark: String) throws {
        var read = 0
        for value in UInt32(0xA1)...0x1E943 {
            guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenLowercased,
                let address = try? EmailAddress("\(scalar)\(mark)@example.com")
            else { continue }
            read += 1
            #expect(try Array(EmailAddress(address.key).description.utf8) == Array(address.key.utf8))
            #expect(try Array(EmailAddress(address.key).key.utf8) == Array(address.key.utf8))
        }
        #expect(read > 1_000)
    }

    @Test("takes a tag")
    func tags() throws {
        #expect(
            try EmailAddress("пошта@укр.example").tagged("k7").description == "пошта+k7@xn--j1amh.example")
    }
}
