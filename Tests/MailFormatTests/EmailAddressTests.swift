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
            ("\"a n\"@example.com", .localPart), ("<ann@example.com", .localPart),
            ("a,b@example.com", .localPart),
            ("ann@", .domain), ("ann@localhost", .domain), ("ann@.example", .domain),
            ("ann@example.", .domain),
            ("ann@example..com", .domain), ("ann@-x.example", .domain), ("ann@x-.example", .domain),
            ("ann@x_y.example", .domain), ("ann@[127.0.0.1]", .domain), ("ann@127.0.0.1", .domain),
            ("ann@example.com>", .domain), ("ann@exam ple.com", .domain),
            ("ánn@example.com", .notASCII), ("ann@exámple.com", .notASCII),
        ] as [(String, InvalidAddress)])
    func invalid(_ text: String, _ reason: InvalidAddress) {
        #expect(throws: reason) { try EmailAddress(text) }
    }

    @Test(
        "never holds a byte that ends a command or a header line",
        arguments: ["\r", "\n", "\r\n", "\u{0}", "\u{7F}", "\t", "\u{B}", "\r\nRCPT TO:<eve@evil.example>"])
    func controls(_ hostile: String) {
        for text in ["an\(hostile)n@example.com", "ann\(hostile)@example.com", "ann@\(hostile)example.com"] {
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
    }

    @Test(
        "does not mistake what Unicode calls the same for ASCII",
        arguments: [
            "ann@e\u{301}xample.com", "ann@\u{301}example.com", "an\u{212A}@example.com",
            "ann@\u{212A}.example",
            "ann\u{FF20}example.com", "ann@example\u{FF0E}com", "ann@example.com\u{200B}",
            "ann@example.c\u{338}om",
            "ann@example\u{37E}.com", "\u{FEFF}ann@example.com", "ann@example.com\u{85}",
            "ann@example.com\u{A0}",
        ])
    func canonicalEquality(_ text: String) {
        #expect(throws: InvalidAddress.notASCII) { try EmailAddress(text) }
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
    }

    @Test("is checked when it is built from parts")
    func parts() throws {
        #expect(try EmailAddress(localPart: "ann", domain: "Example.com").description == "ann@example.com")
        #expect(throws: InvalidAddress.localPart) {
            try EmailAddress(localPart: "a@b.example,c", domain: "x.example")
        }
        #expect(throws: InvalidAddress.domain) { try EmailAddress(localPart: "ann", domain: "") }
    }

    @Test("comes back from its stored parts as it was")
    func trusted() throws {
        let address = try EmailAddress("Ann@example.com")
        #expect(EmailAddress(trustedLocalPart: address.localPart, domain: address.domain) == address)
    }

    @Test(
        "survives hostile bytes: whatever is accepted is a bare address",
        arguments: 1...10 as ClosedRange<UInt64>)
    func accepted(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = [
            "a", "B", ".", "@", "-", "example", ".com", " ", "\r\n", "\u{0}", "<", ">", "é", "\"", ":", "+",
        ]
        for _ in 0..<2_000 {
            guard let address = try? EmailAddress(generator.text(upTo: 10, alphabet: alphabet)) else {
                continue
            }
            let bytes = Array(address.description.utf8)
            #expect(bytes.allSatisfy { (0x21...0x7E).contains($0) && !"<>\":".utf8.contains($0) })
            #expect(bytes.count { $0 == UInt8(ascii: "@") } == 1)
            #expect((try? EmailAddress(address.description)) == address)
        }
    }
}
