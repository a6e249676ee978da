// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import Logging
import MailFormat
import NewsroomSupport
import SQLiteStore
import Subscribers

@testable import Newsroom
@testable import Web

extension TemporaryNewsroom {
    /// Which way a request goes to the pages.
    enum Way { case router, socket }

    /// Asks the newsroom's web pages for one.
    /// - Parameter isBehindProxy: whether the newsroom is told that a proxy is before it.
    func browse(
        _ uri: String, _ method: HTTPRequest.Method = .get, body: String? = nil, headers: HTTPFields = [:],
        isBehindProxy: Bool = false, through way: Way = .router
    ) async throws -> Answer {
        let newsroom = isBehindProxy ? try behindProxy() : newsroom
        switch way {
        case .router:
            return try await responder(newsroom).answer(uri, method, body: body, headers: headers)
        case .socket:
            let pages = try ServedPages(ServedNewsroom(newsroom), logger: Logger(label: "test"))
            return try await LoopbackServer(pages: pages).answer(uri, method, body: body, headers: headers)
        }
    }

    /// Asks one and the same server for several pages in turn.
    /// - Parameter meanwhile: what happens before each, told which it is.
    func browse(
        _ uris: [String], meanwhile: (Int) async throws -> Void
    ) async throws -> [Answer] {
        let responder = try responder(newsroom)
        var answers: [Answer] = []
        for (number, uri) in uris.enumerated() {
            try await meanwhile(number)
            answers.append(try await responder.answer(uri))
        }
        return answers
    }

    /// Asks one and the same server, behind a proxy, for a list, each time with another address.
    func signUps(_ count: Int, to list: String, headers: (Int) -> HTTPFields) async throws -> [Answer] {
        let responder = try responder(try behindProxy())
        var answers: [Answer] = []
        for number in 0..<count {
            answers.append(
                try await responder.answer(
                    "/subscribe/\(list)", .post, body: "address=stranger\(number)@inbox.test",
                    headers: headers(number)))
        }
        return answers
    }

    /// What answers for a newsroom.
    func responder(_ newsroom: Newsroom) throws -> RouterResponder<ReaderWebContext> {
        try ReaderWeb.router(ReaderDesk(ServedNewsroom(newsroom))).buildResponder()
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
        try await newsroom.context.tokenKeys.keys()
            .text(CapabilityToken(mailing: mailing, subscriber: subscriber), for: purpose)
    }
}
