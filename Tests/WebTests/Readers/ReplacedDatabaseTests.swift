import Foundation
import Hummingbird
import HummingbirdTesting
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
        let application = Application(router: try ReaderWeb.router(ReaderDesk(place.newsroom)))
        try await application.test(.router) { client in
            try await client.execute(uri: "/health", method: .get) { #expect($0.status == .ok) }
            try FileManager.default.removeItem(at: place.directory.appending(path: "daybreak.db"))
            for (path, method) in [("/unsubscribe/\(link)", HTTPRequest.Method.post), ("/health", .get)] {
                let body = method == .post ? ByteBuffer(string: "List-Unsubscribe=One-Click") : nil
                try await client.execute(uri: path, method: method, body: body) { answer in
                    #expect(answer.status == .serviceUnavailable && answer.headers[.retryAfter] != nil)
                    #expect(answer.headers[.cacheControl] == "no-store")
                }
            }
        }
    }
}
