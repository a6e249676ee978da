// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import NewsroomSupport
import SQLiteStore
import Subscribers
import Testing

@testable import Newsroom
@testable import Web

@Suite("What is kept of a reader's request as evidence")
struct ReaderEvidenceTests {
    private let place: TemporaryNewsroom
    private let uri: String

    init() async throws {
        place = try await TemporaryNewsroom(readers: 1)
        let mailing = try await place.publish()
        uri = "/unsubscribe/\(try await place.token(.unsubscribe, mailing, of: try await place.reader(1)))"
    }

    /// What an unsubscription left, without the number of the mailing whose link it was.
    private func evidence(
        _ headers: HTTPFields, isBehindProxy: Bool, through way: TemporaryNewsroom.Way = .router
    ) async throws -> String? {
        let answer = try await place.browse(
            uri, .post, headers: headers, isBehindProxy: isBehindProxy, through: way)
        #expect(answer.status == .ok)
        let last = try await place.newsroom.context.subscribers.story(of: try await place.reader(1)).last
        #expect(last?.kind == .unsubscribe)
        #expect(last?.evidence?.contains("\"mailing\":1") == true)
        let number = #""mailing":1"#
        let rest = ["\(number),", ",\(number)", number].reduce(last?.evidence) { text, one in
            text?.replacing(one, with: "", maxReplacements: 1)
        }
        return rest == "{}" ? nil : rest
    }

    @Test("one-click unsubscription is told from the page, with the program it came from")
    func oneClick() async throws {
        _ = try await place.browse(
            uri, .post, body: "List-Unsubscribe=One-Click", headers: [.userAgent: "Mailer/2"])
        let last = try #require(
            try await place.newsroom.context.subscribers.story(of: try await place.reader(1)).last)
        #expect(last.kind == .unsubscribe && last.source == "one-click header" && last.list == "morning")
        #expect(last.evidence == #"{"mailing":1,"userAgent":"Mailer/2"}"#)
    }

    @Test(
        "of the addresses a proxy tells the last counts, when it is one",
        arguments: [
            ("203.0.113.7", #"{"ip":"203.0.113.7"}"#),
            ("10.0.0.1, unknown,\t203.0.113.7 ", #"{"ip":"203.0.113.7"}"#),
            ("203.0.113.7, 2001:DB8:0::1", #"{"ip":"2001:db8::1"}"#),
            ("203.0.113.7, unknown", nil), ("203.0.113.7:80", nil), ("example.com", nil), ("", nil),
            ("999.1.1.1", nil), ("203.0.113.7 <script>", nil),
        ] as [(String, String?)])
    func proxy(header: String, kept: String?) async throws {
        #expect(try await evidence([.init("X-Forwarded-For")!: header], isBehindProxy: true) == kept)
    }

    @Test("the last of several header fields counts")
    func fields() async throws {
        var headers = HTTPFields()
        let name = try #require(HTTPFields.Element.Name("X-Forwarded-For"))
        headers.append(HTTPFields.Element(name: name, value: "198.51.100.1"))
        headers.append(HTTPFields.Element(name: name, value: "203.0.113.7"))
        #expect(try await evidence(headers, isBehindProxy: true) == #"{"ip":"203.0.113.7"}"#)
    }

    @Test("without a proxy before us nobody is believed about addresses, and the connection's own is kept")
    func noProxy() async throws {
        let headers: HTTPFields = [.init("X-Forwarded-For")!: "203.0.113.7", .userAgent: "Walrus/1"]
        let kept = try #require(try await evidence(headers, isBehindProxy: false, through: .socket))
        #expect(
            [#"{"ip":"127.0.0.1","userAgent":"Walrus/1"}"#, #"{"ip":"::1","userAgent":"Walrus/1"}"#]
                .contains(kept))
    }

    @Test("what a browser calls itself is kept to its first 300 characters")
    func long() async throws {
        let kept = try await evidence(
            [.userAgent: String(repeating: "a", count: 2000)], isBehindProxy: false)
        #expect(kept == #"{"userAgent":"\#(String(repeating: "a", count: 300))"}"#)
    }
}
