// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NewsroomSupport
import Testing

@testable import Web

@Suite("Metrics on the web")
struct MetricsWebTests {
    @Test("are not there for who has no address, and for other methods")
    func nobody() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        #expect(try await place.browse("/metrics").status == .notFound)
        #expect(try await place.browse("/metrics", .post, body: "", through: .socket).status == .notFound)
    }

    @Test("are for this machine, when the proxy before us says whom it asks for")
    func loopback() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        // The newsroom's address is https, so that loopback may be a proxy's.
        #expect(try await place.browse("/metrics", through: .socket).status == .notFound)
        let answer = try await place.browse("/metrics", isBehindProxy: true, through: .socket)
        #expect(answer.status == .ok && answer.page.contains("\ndaybreak_build_info{"))
        #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        for name in ["X-Forwarded-For", "Forwarded", "Via"] {
            let fields: HTTPFields = [try #require(HTTPFields.Element.Name(name)): "127.0.0.1"]
            let answer = try await place.browse(
                "/metrics", headers: fields, isBehindProxy: true, through: .socket)
            #expect(answer.status == .notFound, "\(name)")
        }
    }
}
