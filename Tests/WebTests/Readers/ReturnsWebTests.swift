// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import MailFormat
import NewsroomSupport
import Sender
import Subscribers
import Testing

@testable import Newsroom
@testable import Web

@Suite("What providers post of mail that came back")
struct ReturnsWebTests {
    private let place: TemporaryNewsroom
    private let newsroom: Newsroom

    private static let secret = "a-secret-of-the-webhook"

    init() async throws {
        place = try await TemporaryNewsroom(readers: 1)
        let file = place.directory.appending(path: Newsroom.configurationFile)
        let yaml = try String(contentsOf: file, encoding: .utf8)
        try (yaml + "returns: { providers: { sparkpost: { secret: \(Self.secret) } } }\n")
            .write(to: file, atomically: true, encoding: .utf8)
        newsroom = try Newsroom(at: place.directory)
    }

    private func post(
        _ body: String, to provider: String = "sparkpost", secret: String = secret
    ) async throws -> HTTPResponse.Status {
        try await place.responder(newsroom).answer(
            "/returns/\(provider)", .post, body: body, headers: [.authorization: "Bearer \(secret)"]
        ).status
    }

    private func complaint(_ id: String, by path: String) -> String {
        """
        [{"msys": {"message_event": {"type": "spam_complaint", "event_id": "\(id)", "rcpt_to": "reader1@inbox.test",
            "msg_from": "\(path)", "timestamp": "1795500000"}}}]
        """
    }

    @Test("is settled when the provider shows who it is, and counts once")
    func settled() async throws {
        let mailing = try await place.publish()
        let token = try await place.token(.report, mailing, of: try await place.reader(1))
        let body = complaint("1", by: "bounces+\(token)@news.test")
        #expect(try await post(body, secret: "another-secret-of-somebody") == .forbidden)
        let address = try EmailAddress("reader1@inbox.test")
        #expect(try await newsroom.people.suppression(of: address) == nil)
        #expect(try await post(body) == .noContent)
        #expect(try await post(body) == .noContent)
        #expect(
            try await newsroom.people.suppression(of: address) == SuppressionReason.complaint.rawValue)
        let records = try await newsroom.returns.records([], most: 10)
        #expect(records.map(\.outcome) == [.complained] && records.map(\.times) == [2])
    }

    @Test("is refused where nothing is configured, and where it cannot be read; nothing is changed")
    func refused() async throws {
        #expect(try await post("[]", to: "mailgun") == .notFound)
        #expect(try await post("[]", to: "nobody") == .notFound)
        for body in [
            "", "{", "[1]", String(repeating: "[", count: 100_000), #"[{"msys": {"message_event": {}}}]"#,
        ] {
            #expect(try await post(body) == .badRequest, "\(body.prefix(40))")
        }
        #expect(try await post(String(repeating: " ", count: 1_000_001)) == .contentTooLarge)
        #expect(try await newsroom.returns.records([], most: 10).isEmpty)
    }
}
