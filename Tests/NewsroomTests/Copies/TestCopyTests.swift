// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import NewsroomSupport
import SandboxSupport
import Sender
import Subscribers
import Testing

@testable import Newsroom

@Suite("A copy to try")
struct TestCopyTests {
    @Test(
        "goes through the relay, says that it is a test, has links that change nothing, and is counted nowhere"
    )
    func copies() async throws {
        try await withSandbox { port, directory in
            let place = try await TemporaryNewsroom(readers: 2, port: port)
            let mailings = place.newsroom.mailings
            let reader = try EmailAddress("reader1@inbox.test")
            let editors = try ["ed@inbox.test", "desk@inbox.test"].map { try EmailAddress($0) }
            let copies = try await mailings.sendTest(
                of: place.edition, to: editors, as: reader, showsFindings: true)
            #expect(copies.map(\.address) == editors && copies.allSatisfy(\.isAccepted))
            let kept = try Self.messages(in: directory)
            #expect(kept.count == 2)
            for message in kept {
                #expect(message.contains("Subject: [Test] Bread is back"))
                #expect(message.contains("Reader1"))
                #expect(message.contains("! advice: "))
            }
            // Each is a message of its own, also where both addresses are one mailbox.
            let identifiers = kept.compactMap {
                $0.split(separator: "\r\n").first { $0.hasPrefix("Message-ID:") }
            }
            #expect(Set(identifiers).count == 2)
            let token = try #require(kept[0].firstMatch(of: /unsubscribe\/([a-z2-7]+)>/)?.1)
            let desk = ReaderDesk(ServedNewsroom(place.newsroom))
            #expect(try await desk.isOfTestCopy(String(token), for: .unsubscribe))
            #expect(try await desk.unsubscribe(String(token), because: Evidence("test")) == nil)
            #expect(try await mailings.all().isEmpty)
            // The edition can still be changed.
            _ = try await place.newsroom.editorial.change(place.edition) { edition throws(ChangeFault) in
                try edition.set(Assignment("subject=Another"))
            }
        }
    }

    @Test("is not sent, and that is said, where no relay can be used")
    func unavailable() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        do {
            _ = try await place.newsroom.mailings.sendTest(
                of: place.edition, to: [EmailAddress("ed@inbox.test")], as: nil, showsFindings: false)
            Issue.record("nobody listens there")
        } catch {
            #expect(
                Explanation.sentence(of: error).hasPrefix(
                    "no copy was sent: the relay sandbox cannot be used"))
        }
    }

    private static func messages(in directory: URL) throws -> [String] {
        let new = directory
        return try FileManager.default.contentsOfDirectory(atPath: new.path).map {
            String(decoding: try Data(contentsOf: new.appending(path: $0)), as: UTF8.self)
        }
    }
}
