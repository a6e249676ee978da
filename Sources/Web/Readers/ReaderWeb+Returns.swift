// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import MailFormat
import Newsroom
import Returns
import Synchronization

extension ReaderWeb {
    /// Bytes of what a provider posts at once.
    static let longestReport = 1_000_000
    /// Such posts that are read at once: where a signature is in the body, anybody can send that many bytes.
    private static let reportsAtOnce = 64

    /// Takes what providers post, and says with the status whether to post it again: 2xx for what is settled, 4xx for what will
    /// never be, 5xx for what could be later.
    static func addReturns(to router: Router<ReaderWebContext>, _ desk: ReaderDesk) {
        let underWay = Atomic(0)
        router.post("returns/:provider") { request, context in
            guard let provider = MailProvider(rawValue: try context.parameters.require("provider")) else {
                throw HTTPError(.notFound)
            }
            do {
                guard try desk.returns.takes(webhook(request, body: []), from: provider) else {
                    throw WebhookRefusal.notConfigured
                }
                guard underWay.add(1, ordering: .relaxed).newValue <= reportsAtOnce else {
                    underWay.subtract(1, ordering: .relaxed)
                    return Response(status: .serviceUnavailable)
                }
                defer { underWay.subtract(1, ordering: .relaxed) }
                let body = try await request.body.collect(upTo: longestReport)
                let tally = try await desk.returns.take(
                    webhook(request, body: Array(body.readableBytesView)), from: provider)
                if tally.total > 0 {
                    context.logger.notice(
                        "\(provider.name) tells: \(tally.line)",
                        metadata: .provider(provider.rawValue))
                }
                for (mailing, reason) in tally.halted {
                    context.logger.critical(
                        "mailing \(mailing) is halted: \(reason)", metadata: .mailing(mailing))
                }
                return Response(status: .noContent)
            } catch let refusal as WebhookRefusal {
                context.logger.warning(
                    "\(provider.name) posted what is not taken: \(refusal.sentence)",
                    metadata: .provider(provider.rawValue))
                return Response(status: refusal.status)
            }
        }
    }

    private static func webhook(_ request: Request, body: [UInt8]) -> WebhookRequest {
        let query = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        return WebhookRequest(
            headers: request.headers.map { ($0.name.rawName, $0.value) },
            query: Dictionary(query, uniquingKeysWith: { first, _ in first }), body: body)
    }
}

extension WebhookRefusal {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .notConfigured: .notFound
        case .notProven: .forbidden
        case .notUnderstood: .badRequest
        case .tooEarly, .unreachable: .serviceUnavailable
        }
    }
}
