// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Newsroom

@Suite("JSON as programs get it")
struct JSONTextTests {
    @Test(
        "is what Foundation's encoder writes",
        arguments: [
            .null, .truth(true), .number(0), .number(-12), .number(1.5), .number(21.211), .number(1e15),
            .text(""), .text("Zoë \"<&>' \\ / \u{0} \u{1F} \u{7F} \u{8}\u{C}\r\n\t\u{2028} 🗞️"),
            ["b": [1, "two", nil], "a": ["aB": 1, "ab": 2, "Ab": 3], "a/b": "x", "é": []],
        ] as [JSONValue])
    func same(value: JSONValue) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(try JSONText.of(value) == String(decoding: encoder.encode(value), as: UTF8.self))
    }
}
