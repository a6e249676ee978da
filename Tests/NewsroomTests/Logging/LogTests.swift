// SPDX-License-Identifier: Apache-2.0
import Logging
import MailFormat
import Synchronization
import Testing

@testable import Newsroom

@Suite("The log")
struct LogTests {
    /// Keeps what is written.
    private final class Paper: Sendable {
        let lines = Mutex<[String]>([])

        func logger(_ format: LogFormat) -> Logger {
            Logger(label: "test") { _ in
                LineLogHandler(format, clock: { 1_795_856_650_007 }) { bytes in
                    self.lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
                }
            }
        }

        var said: [String] { lines.withLock(\.self) }
    }

    @Test("is an object of JSON a line, with what it is about in fields")
    func json() {
        let paper = Paper()
        paper.logger(.json).critical(
            "mailing 3 is halted: “no”\n", metadata: .mailing(MailingID(rawValue: 3)).with("relay", "main"))
        #expect(
            paper.said == [
                #"{"at":"2026-11-28T09:04:10.007Z","level":"critical","message":"mailing 3 is halted: “no”\n","mailing":3,"relay":"main"}"#
                    + "\n"
            ])
    }

    @Test("is a line that people can read, and no server's answer makes two of it")
    func text() {
        let paper = Paper()
        paper.logger(.text).warning("the relay main: 451 one\r\ntwo", metadata: ["relay": "main"])
        #expect(paper.said == ["2026-11-28T09:04:10.007Z warning the relay main: 451 one  two relay=main\n"])
    }

    @Test("has its own words once, whatever fields are called")
    func ownNames() {
        let paper = Paper()
        paper.logger(.json).notice(
            "a", metadata: ["level": "b", "list": ["c", "d"], "number": .stringConvertible(7)])
        #expect(paper.said.first?.contains(#""message":"a","list":["c","d"],"number":7}"#) == true)
    }

    @Test("names nobody's address in message, fields or errors", arguments: LogFormat.allCases)
    func nobody(format: LogFormat) {
        struct Refusal: Error { let who = "ann@inbox.test" }
        let paper = Paper()
        let logger = paper.logger(format)
        logger.error(
            "550 <ann@inbox.test> is unknown",
            metadata: ["reply": "ann@inbox.test", "all": ["ann@inbox.test"]])
        logger.error("stopped", error: Refusal())
        for line in paper.said { #expect(!line.contains("ann@") && line.contains("…@inbox.test"), "\(line)") }
    }

    @Test(
        "leaves of an address what is behind the @",
        arguments: [
            ("no address", "no address"), ("ann@inbox.test", "…@inbox.test"),
            ("to=<o'neil+x.y@inbox.test>,", "to=<…@inbox.test>,"),
            (#""ann of b"@inbox.test said"#, "…@inbox.test said"), ("жанна@пошта.укр", "…@пошта.укр"),
            ("a@b@c", "…@…@c"), ("@ 6 o'clock", "@ 6 o'clock"), ("me @inbox", "me @inbox"),
            ("x@[192.0.2.1] y@z", "…@[192.0.2.1] …@z"), ("ann@", "ann@"),
        ])
    func masks(text: String, masked: String) { #expect(AddressMask.mask(text) == masked) }
}
