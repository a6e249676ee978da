// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import DomainRecords

@Suite("Records of tags")
struct TagListTests {
    @Test("white space around names and values means nothing (RFC 6376 §3.2)")
    func space() throws {
        let tags = try TagList(Array(" v = DKIM1 ;\tp=A B\r\n ; n= a=b;".utf8))
        #expect(tags.tags.map(\.name) == ["v", "p", "n"])
        #expect(tags["v"] == "DKIM1" && tags["p"] == "A B" && tags["n"] == "a=b" && tags["k"] == nil)
    }

    @Test(
        "what is no list is refused",
        arguments: [
            ("v=DKIM1; p", RecordFault.noTag("p")), ("v=1;;p=", .noTag("")), ("1v=1", .noTag("1v=1")),
            ("p=; p=", .twice("p")), ("=x", .noTag("=x")), ("p=\u{7}", .notText), ("p=é", .notText),
        ])
    func refused(text: String, fault: RecordFault) {
        #expect(throws: fault) { try TagList(Array(text.utf8)) }
    }

    @Test("strangers' bytes cannot reach a terminal")
    func printable() {
        #expect(PrintableText.of([0x1B, 0x5B, 0x41, 0x5C, 0xFF]) == "\\027[A\\092\\255")
        #expect(PrintableText.of(String(repeating: "x", count: 500)).count == 121)
    }
}
