// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import Newsroom
import Returns
import Synchronization

extension ReaderWeb {
    /// Bytes of what a provider posts at once.
    static let longestReport = 1_000_000
    /// Such posts that are read at once: anybody can send that many bytes.
    private static let reportsAtOnce = 8

    /// Takes what providers post, and says with the status whether to post it again: 2xx for what is settled, 4xx for what will
    /// never be, 5xx for what could be later.
    static func addReturns(to router: Router<ReaderWebContext>, _ desk: ReaderDesk) {
        let underWay = Atomic(0)
        router.post("returns/:provider") { request, context in
            guard let provider = MailProvider(rawValue: try context.parameters.require("provider")),
                desk.returns.takes(provider)
            else { throw HTTPError(.notFound) }
            guard underWay.add(1, ordering: .relaxed).newValue <= reportsAtOnce else {
                underWay.subtract(1, ordering: .relaxed)
                return Response(status: .serviceUnavailable)
            }
            defer { underWay.subtract(1, ordering: .relaxed) }
            let webhook = try await webhook(request)
            do {
                let tally = try await desk.returns.take(webhook, from: provider)
                if tally.total > 0 { context.logger.notice("\(provider.name) tells: \(tally.line)") }
                return Response(status: .noContent)
            } catch let refusal as WebhookRefusal {
                context.logger.warning("\(provider.name) posted what is not taken: \(refusal.sentence)")
                return Response(status: refusal.status)
            }
        }
    }

    private static func webhook(_ request: Request) async throws -> WebhookRequest {
        let query = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        let body = try await request.body.collect(upTo: longestReport)
        return WebhookRequest(
            headers: request.headers.map { ($0.name.rawName, $0.value) },
            query: Dictionary(query, uniquingKeysWith: { first, _ in first }),
            body: Array(body.readableBytesView))
    }
}

extension WebhookRefusal {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .notConfigured: .notFound
        case .notProven: .forbidden
        case .notUnderstood: .badRequest
        case .unreachable: .serviceUnavailable
        }
    }
}
