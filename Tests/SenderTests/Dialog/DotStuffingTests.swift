// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Sender

@Suite("Content on the wire")
struct DotStuffingTests {
    @Test(
        "doubles dots at line starts and ends with a dot line",
        arguments: [
            ("a\r\n", "a\r\n.\r\n"), ("a", "a\r\n.\r\n"), (".\r\n", "..\r\n.\r\n"),
            ("a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n.\r\n"), ("a\r\n..b", "a\r\n...b\r\n.\r\n"),
            ("a.b\r\n", "a.b\r\n.\r\n"), ("", "\r\n.\r\n"), ("a\n.b", "a\n..b\r\n.\r\n"),
        ])
    func terminates(content: String, wire: String) {
        var bytes = Array(content.utf8)
        let hasDots = content.hasPrefix(".") || content.utf8.contains("\n.".utf8)
        #expect(DotStuffing.isNeeded(for: bytes) == hasDots)
        DotStuffing.stuff(&bytes)
        DotStuffing.terminate(&bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == wire)
    }
}
