// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SeededRandom
import Testing

@Suite("An e-mail address")
struct EmailAddressTests {
    @Test(
        "is read from a local part and a domain",
        arguments: [
            ("ann@example.com", "ann", "example.com"),
            ("Ann.Lee@Example.COM", "Ann.Lee", "example.com"),
            (" \t\r\nann@example.com\r\n", "ann", "example.com"),
            ("a+tag/!#$%&'*-=?^_`{|}~@x-1.example", "a+tag/!#$%&'*-=?^_`{|}~", "x-1.example"),
            ("1@2.3.example", "1", "2.3.example"),
            ("ann@xn--bcher-kva.example", "ann", "xn--bcher-kva.example"),
            ("ann@a.b2", "ann", "a.b2"),
        ])
    func valid(_ text: String, _ localPart: String, _ domain: String) throws {
        let address = try EmailAddress(text)
        #expect(address.localPart == localPart)
        #expect(address.domain == domain)
        #expect(address.description == "\(localPart)@\(domain)")
    }

    @Test(
        "is refused with the reason",
        arguments: [
            ("", .empty), (" \r\n\t", .empty), ("ann", .noAtSign), ("ann.example.com", .noAtSign),
            ("@example.com", .localPart), (".ann@example.com", .localPart), ("ann.@example.com", .localPart),
            ("a..n@example.com", .localPart), ("a n@example.com", .localPart),
            ("a@b@example.com", .localPart),
            ("<ann@example.com", .localPart), ("a,b@example.com", .localPart), ("\"@example.com", .localPart),
            ("\"a n\"@example.com", .quotedLocalPart), ("\"a@b\"@example.com", .quotedLocalPart),
            ("\"é\"@example.com", .quotedLocalPart),
            ("ann@", .domain), ("ann@localhost", .domain), ("ann@.example", .domain),
            ("ann@example.", .domain),
            ("ann@example..com", .domain), ("ann@-x.example", .domain), ("ann@x-.example", .domain),
            ("ann@x_y.example", .domain), ("ann@127.0.0.1", .domain),
            ("ann@[127.0.0.1]", .addressLiteral), ("ann@[IPv6:::1]", .addressLiteral),
            ("ann@example.com>", .domain), ("ann@exam ple.com", .domain),
        ] as [(String, InvalidAddress)])
    func invalid(_ text: String, _ reason: InvalidAddress) {
        #expect(throws: reason) { try EmailAddress(text) }
    }

    @Test(
        "never holds a byte that ends a command or a header line",
        arguments: ["\r", "\n", "\r\n", "\u{0}", "\u{7F}", "\t", "\u{B}", "\r\nRCPT TO:<eve@evil.example>"])
    func controls(_ hostile: String) {
        for text in [
            "an\(hostile)n@example.com", "ann\(hostile)@example.com", "ann@\(hostile)example.com",
            "än\(hostile)n@example.com", "änn\(hostile)@example.com", "änn@\(hostile)example.com",
            "ann@ex\(hostile)ämple.com", "ann@ämple\(hostile).com",
        ] {
            #expect(throws: InvalidAddress.self) { try EmailAddress(text) }
        }
        #expect(throws: InvalidAddress.self) { try EmailAddress("ann@exam\(hostile)ple.com") }
    }

    @Test("is refused when NUL stands at an end, which is no white space")
    func nulAtTheEnds() {
        #expect(throws: InvalidAddress.domain) { try EmailAddress("ann@example.com\u{0}") }
        #expect(throws: InvalidAddress.localPart) { try EmailAddress("\u{0}ann@example.com") }
    }

    @Test("keeps the limits of 64, 63 and 254 bytes")
    func lengths() throws {
        let label = String(repeating: "d", count: 63)
        let local = String(repeating: "l", count: 64)
        #expect(try EmailAddress("\(local)@example.com").localPart == local)
        #expect(throws: InvalidAddress.localPart) { try EmailAddress("l\(local)@example.com") }
        #expect(try EmailAddress("a@\(label).example").domain == "\(label).example")
        #expect(throws: InvalidAddress.domain) { try EmailAddress("a@d\(label).example") }
        let domain = "\(label).\(label).\(String(repeating: "e", count: 61))"
        #expect(try EmailAddress("\(local)@\(domain)").description.utf8.count == 254)
        #expect(throws: InvalidAddress.tooLong) { try EmailAddress("\(local)@\(domain)e") }
        #expect(throws: InvalidAddress.tooLong) { try EmailAddress(String(repeating: "a", count: 255)) }
    }

    @Test("has one key however it is written")
    func key() throws {
        let shouted = try EmailAddress("ANN@EXAMPLE.COM")
        let quiet = try EmailAddress("ann@example.com")
        #expect(shouted.key == quiet.key)
        #expect(shouted.key == "ann@example.com")
        #expect(shouted != quiet)
        #expect(try EmailAddress("ann@EXAMPLE.com") == quiet)
    }

    @Test("takes a tag, within the limits of an address")
    func tags() throws {
        let address = try EmailAddress("bounce@example.com")
        #expect(try address.tagged("k7-42").description == "bounce+k7-42@example.com")
        #expect(throws: InvalidAddress.localPart) { try address.tagged(String(repeating: "x", count: 58)) }
        #expect(try address.tagged(String(repeating: "x", count: 57)).localPart.utf8.count == 64)
        #expect(throws: InvalidAddress.localPart) { try address.tagged("a\r\nb") }
        #expect(throws: InvalidAddress.localPart) { try address.tagged("a@b") }
        let label = String(repeating: "d", count: 49)
        let far = try EmailAddress("bounce@\(label).\(label).\(label).\(label).example")
        #expect(try far.tagged(String(repeating: "x", count: 39)).description.utf8.count == 254)
        #expect(throws: InvalidAddress.tooLong) { try far.tagged(String(repeating: "x", count: 40)) }
    }

    @Test("comes back from its stored parts as it was")
    func trusted() throws {
        let address = try EmailAddress("Ann@example.com")
        #expect(EmailAddress(trustedLocalPart: address.localPart, domain: address.domain) == address)
    }

    @Test(
        "survives hostile text: whatever is accepted is a bare address",
        arguments: 1...10 as ClosedRange<UInt64>)
    func hostileText(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = [
            "a", "B", ".", "@", "-", "example", ".com", " ", "\r\n", "\u{0}", "<", ">", "é", "\"", ":", "+",
            "xn--", "ß", "İ", "e\u{301}", "\u{338}", "\u{85}", "\u{2028}", "\u{200D}", "\u{202E}", "א", "１",
            "\u{37E}", "\u{FF20}", "\u{FF0E}", "\u{FFFD}", "\u{3002}",
        ]
        for _ in 0..<2_000 {
            expectBare("\(generator.text(upTo: 6, alphabet: alphabet))@a.example")
            expectBare("a@\(generator.text(upTo: 6, alphabet: alphabet)).example")
            expectBare(generator.text(upTo: 10, alphabet: alphabet))
        }
    }

    @Test("survives hostile bytes", arguments: 1...10 as ClosedRange<UInt64>)
    func hostileBytes(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            var bytes = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                UInt8.random(in: .min ... .max, using: &generator)
            }
            bytes.insert(UInt8(ascii: "@"), at: Int.random(in: 0...bytes.count, using: &generator))
            expectBare(String(decoding: bytes, as: UTF8.self) + ".example")
        }
    }

    /// Whatever an initialiser lets through keeps the guarantee, and comes back as it is.
    private func expectBare(_ text: String) {
        guard let address = try? EmailAddress(text) else { return }
        let bytes = Array(address.description.utf8)
        #expect(bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"<>\":;,()[]\\".utf8.contains($0) })
        #expect(bytes.count { $0 == UInt8(ascii: "@") } == 1)
        #expect(address.domain.utf8.allSatisfy { $0 < 0x80 && !(0x41...0x5A).contains($0) })
        #expect(address.isInternationalised == bytes.contains { $0 >= 0x80 })
        #expect(
            address.description.unicodeScalars.allSatisfy {
                ![.control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator].contains(
                    $0.properties.generalCategory) && !$0.properties.isDefaultIgnorableCodePoint
            })
        for same in [address.description, address.key] {
            let read = try? EmailAddress(same)
            #expect(read.map { Array($0.description.utf8) } == Array(same.utf8), "\(text.debugDescription)")
            #expect(read.map { Array($0.key.utf8) } == Array(address.key.utf8))
        }
    }
}
