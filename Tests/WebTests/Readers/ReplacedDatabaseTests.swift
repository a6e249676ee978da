// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import Newsroom
import NewsroomSupport
import Subscribers
import Testing

@testable import Web

@Suite("The web of a newsroom whose database is replaced")
struct ReplacedDatabaseTests {
    @Test("answers 503 instead of taking what would be lost, and says so in /health")
    func unavailable() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let link = try await place.token(.unsubscribe, place.publish(), of: place.reader(1))
        let responder = try place.responder(place.newsroom)
        #expect(try await responder.answer("/health").status == .ok)
        try FileManager.default.removeItem(at: place.directory.appending(path: "daybreak.db"))
        for (path, method) in [("/unsubscribe/\(link)", HTTPRequest.Method.post), ("/health", .get)] {
            let answer = try await responder.answer(
                path, method, body: method == .post ? "List-Unsubscribe=One-Click" : nil)
            #expect(answer.status == .serviceUnavailable && answer.headers[.retryAfter] != nil)
            #expect(answer.headers[.cacheControl] == "no-store")
        }
    }
}
