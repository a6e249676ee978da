// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SQLiteStore
import Subscribers
import Testing

@testable import Newsroom

@Suite("A file of suppressions")
struct SuppressionFileTests {
    private func take(_ text: String, _ desk: ImportDesk) async throws -> [Int] {
        let path = try desk.write(Array(text.utf8), to: "never.csv")
        let count = try await desk.newsroom.people.importSuppressions(path, because: "imported")
        return [count.added, count.read]
    }

    private func reason(_ address: String, _ desk: ImportDesk) async throws -> String? {
        try await desk.newsroom.context.subscribers.suppression(of: try EmailAddress(address))
    }

    @Test("names addresses, hashes and domains, with reasons and times if it likes")
    func subjects() async throws {
        let desk = try await ImportDesk()
        let hash = AddressHash(try EmailAddress("cy@inbox.test")).description.uppercased()
        let text =
            "address,why\r\nAnn@Inbox.test\r\n\r\nreader1@inbox.test,complaint,2020-01-02\r\n"
            + "\(hash),\"asked, twice\"\n@Bad.TEST;x,trap\r\n"
        #expect(try await take(text.replacing(";x", with: ""), desk) == [4, 4])
        #expect(try await reason("ann@inbox.test", desk) == "imported")
        #expect(try await reason("reader1@inbox.test", desk) == "complaint")
        #expect(try await reason("cy@inbox.test", desk) == "asked, twice")
        #expect(try await reason("anybody@bad.test", desk) == "trap")
        #expect(try await reason("dan@inbox.test", desk) == nil)
        #expect(try await take("ann@inbox.test\nreader1@inbox.test\ndan@inbox.test", desk) == [1, 3])
        #expect(try await reason("reader1@inbox.test", desk) == "complaint")
    }

    @Test("exported and imported elsewhere is the same, and once more changes nothing")
    func roundTrip() async throws {
        let first = try await ImportDesk()
        _ = try await take(
            "ann@inbox.test,\"a, \"\"b\"\"\nc\",2020-01-02T03:04:05.678Z\n@bad.test,;x,1999-12-31\nbob@inbox.test,complaint\n",
            first)
        let text = try await first.suppressions()
        let second = try await ImportDesk()
        #expect(try await take(text, second) == [3, 3])
        #expect(try await second.suppressions() == text)
        #expect(try await take(text, second) == [0, 3])
        #expect(try await second.suppressions() == text)
    }

    @Test(
        "with one bad line changes nothing",
        arguments: [
            ("ann@inbox.test\nbob.inbox.test\n", "line 2: “bob.inbox.test” is no e-mail address: no @ in it"),
            (
                "ann@inbox.test\n@localhost\n",
                "line 2: “@localhost” is no domain: the part after the @ is not a domain name"
            ),
            ("ann@inbox.test\n\n\"bob@inbox.test\"x\n", "line 3: text after a closing quote"),
            ("ann@inbox.test\nbob@inbox.test,\"x\ncy@inbox.test\n", "line 2: a quote is never closed"),
            ("ann@inbox.test\nbob@inbox.test,\u{0}\n", "line 2: holds a NUL byte"),
        ])
    func bad(text: String, reason: String) async throws {
        let desk = try await ImportDesk()
        let error = await #expect(throws: ImportFault.self) { try await take(text, desk) }
        #expect(error?.sentence.hasSuffix("never.csv \(reason); nothing was imported") == true)
        #expect(try await self.reason("ann@inbox.test", desk) == nil)
    }
}
