// SPDX-License-Identifier: Apache-2.0
import Hummingbird

/// Refuses requests that are not addressed to this machine itself.
struct LoopbackOnly: RouterMiddleware {
    static func isOurs(_ authority: String?) -> Bool {
        ["127.0.0.1", "localhost"].contains(authority?.split(separator: ":").first.map(String.init))
    }

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard Self.isOurs(request.head.authority) else {
            throw HTTPError(.misdirectedRequest, message: "open the page by its address on 127.0.0.1")
        }
        return try await next(request, context)
    }
}
