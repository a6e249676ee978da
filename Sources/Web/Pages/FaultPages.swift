// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import Newsroom

/// Adds the headers that every answer carries, and gives every fault a page. No answer may be framed, indexed, or load anything
/// but pictures; none may be cached that does not say so itself.
struct FaultPages: RouterMiddleware {
    let pages: ReaderPages
    let failures: FailureCount

    /// The headers of every answer.
    static let headers: HTTPFields = {
        var fields: HTTPFields = [
            .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: [
                "default-src 'none'", "img-src https: http:", "style-src 'unsafe-inline'",
                "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
            ].joined(separator: "; "),
        ]
        fields[.init("Referrer-Policy")!] = "no-referrer"
        fields[.init("X-Robots-Tag")!] = "noindex"
        return fields
    }()

    func handle(
        _ request: Request, context: ReaderWebContext,
        next: (Request, ReaderWebContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do { response = try await next(request, context) } catch {
            response = try page(for: error, request, context).response(from: request, context: context)
            if ReaderDesk.isOutOfService(error) {
                // The request may succeed once the process has been started anew.
                response.status = .serviceUnavailable
                response.headers[.retryAfter] = "10"
            }
        }
        for field in Self.headers where response.headers[field.name] == nil {
            response.headers[field.name] = field.value
        }
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func page(for error: any Error, _ request: Request, _ context: ReaderWebContext) -> Page {
        guard let status = (error as? any HTTPResponseError)?.status, status.kind != .serverError else {
            return failure(error, request, context)
        }
        switch status {
        case .notFound:
            let methods = ReaderWeb.methods(of: request.uri.path)
            return methods.isEmpty || methods.contains(request.method)
                ? pages.notHere : pages.wrongMethod(methods)
        case .contentTooLarge: return pages.tooLarge
        default: return pages.badRequest
        }
    }

    /// Gives a failure of the server a number, in the page and in the log. The log names the page and not the reader.
    private func failure(_ error: any Error, _ request: Request, _ context: ReaderWebContext) -> Page {
        let number = failures.count()
        let why = Explanation.sentence(of: error)
        context.logger.error(
            "\(request.method) \(context.endpointPath ?? "") failed as \(number): \(why)",
            metadata: ["failure": "\(number)"])
        return pages.failed(number)
    }
}
