import Foundation
import Hummingbird
import HummingbirdTesting
import MailFormat
import Newsroom
import NewsroomSupport
import SQLiteStore
import Subscribers

@testable import Web

extension TemporaryNewsroom {
    /// What a browser got.
    typealias Answer = (status: HTTPResponse.Status, page: String, headers: HTTPFields)

    /// Asks the newsroom's web pages for one.
    /// - Parameter isBehindProxy: whether the newsroom is told that a proxy is before it.
    func browse(
        _ uri: String, _ method: HTTPRequest.Method = .get, body: String? = nil, headers: HTTPFields = [:],
        isBehindProxy: Bool = false, through test: TestingSetup = .router
    ) async throws -> Answer {
        let desk = ReaderDesk(isBehindProxy ? try behindProxy() : newsroom)
        return try await Application(router: try ReaderWeb.router(desk)).test(test) { client in
            try await client.execute(
                uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
            ) {
                ($0.status, String(buffer: $0.body), $0.headers)
            }
        }
    }

    /// Asks one and the same server for several pages in turn.
    /// - Parameter meanwhile: what happens before each, told which it is.
    func browse(
        _ uris: [String], meanwhile: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> [Answer] {
        let router = try ReaderWeb.router(ReaderDesk(newsroom))
        return try await Application(router: router).test(.router) { client in
            var answers: [Answer] = []
            for (number, uri) in uris.enumerated() {
                try await meanwhile(number)
                answers.append(
                    try await client.execute(uri: uri, method: .get) {
                        ($0.status, String(buffer: $0.body), $0.headers)
                    })
            }
            return answers
        }
    }

    /// Asks one and the same server, behind a proxy, for a list, each time with another address.
    func signUps(
        _ count: Int, to list: String, headers: @escaping @Sendable (Int) -> HTTPFields
    ) async throws -> [Answer] {
        let router = try ReaderWeb.router(ReaderDesk(try behindProxy()))
        return try await Application(router: router).test(.router) { client in
            var answers: [Answer] = []
            for number in 0..<count {
                answers.append(
                    try await client.execute(
                        uri: "/subscribe/\(list)", method: .post, headers: headers(number),
                        body: ByteBuffer(string: "address=stranger\(number)@inbox.test")
                    ) { ($0.status, String(buffer: $0.body), $0.headers) })
            }
            return answers
        }
    }

    private func behindProxy() throws -> Newsroom {
        let file = directory.appending(path: Newsroom.configurationFile)
        let yaml = try String(contentsOf: file, encoding: .utf8)
        try (yaml + "web: { behind_proxy: true }\n").write(to: file, atomically: true, encoding: .utf8)
        defer { try? yaml.write(to: file, atomically: true, encoding: .utf8) }
        return try Newsroom(at: directory)
    }

    /// The text of a token, as a link in a mail has it.
    func token(
        _ purpose: CapabilityToken.Purpose, _ mailing: MailingID, of subscriber: SubscriberID
    ) async throws -> String {
        try await newsroom.tokenKeys.keys()
            .text(CapabilityToken(mailing: mailing, subscriber: subscriber), for: purpose)
    }
}
