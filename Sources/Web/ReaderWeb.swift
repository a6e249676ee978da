public import Hummingbird
public import Logging
public import Newsroom
public import ServiceLifecycle

/// The web pages that links in readers' copies lead to.
///
/// | path | GET | POST |
/// | --- | --- | --- |
/// | `/unsubscribe/TOKEN` | a page with a button, changes nothing | unsubscribes (RFC 8058) |
/// | `/browser/TOKEN` | the edition as the reader got it | |
/// | `/preferences/TOKEN` | the reader's lists and sections | ends one, leaves one out, puts one back |
/// | `/health` | `ok` | |
///
/// A token is the only key: there are no sessions and no cookies.
public struct ReaderWeb: Service {
    private let application: Application<RouterResponder<BasicRequestContext>>
    private let address: (host: String, port: Int)

    /// - Parameter address: where to listen.
    public init(_ desk: ReaderDesk, at address: (host: String, port: Int), logger: Logger) throws {
        self.address = address
        application = Application(
            router: try Self.router(desk),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), serverName: "daybreak"), logger: logger)
    }

    /// Serves until shut down.
    public func run() async throws {
        try await ListenFault.naming("\(address.host):\(address.port)") { try await application.run() }
    }

    /// The routes, for a server or a test.
    public static func router(_ desk: ReaderDesk) throws -> Router<BasicRequestContext> {
        let pages = try ReaderPages(desk.brand())
        let router = Router()
        router.add(middleware: PageHeaders())
        router.get("health") { _, _ in "ok\n" }
        router.get("unsubscribe/:token") { _, context in
            guard let place = try await desk.place(unsubscribe: try context.parameters.require("token"))
            else {
                return pages.unknown
            }
            return place.isSubscribed ? pages.unsubscribe(place) : pages.unsubscribed(place)
        }
        router.post("unsubscribe/:token") { request, context in
            let form = try await Form(request)
            let source = form["List-Unsubscribe"] == "One-Click" ? "one-click header" : "unsubscribe page"
            let token = try context.parameters.require("token")
            guard let place = try await desk.unsubscribe(token, source: source) else { return pages.unknown }
            return pages.unsubscribed(place)
        }
        router.get("browser/:token") { _, context in
            let page = try await desk.browserVersion(try context.parameters.require("token"))
            return page.map { Page(.ok, $0) } ?? pages.unknown
        }
        router.get("preferences/:token") { _, context in
            let preferences = try await desk.preferences(try context.parameters.require("token"))
            return preferences.map(pages.preferences) ?? pages.unknown
        }
        router.post("preferences/:token") { request, context in
            let token = try context.parameters.require("token")
            let form = try await Form(request)
            var changed: ReaderDesk.Preferences?
            if let list = form["leave"] {
                changed = try await desk.leave(list, preferences: token)
            } else if let section = form["without"] ?? form["with"] {
                changed = try await desk.choose(
                    section, isWanted: form["without"] == nil, preferences: token)
            }
            return changed.map(pages.preferences) ?? pages.unknown
        }
        return router
    }
}

/// What every answer carries: no page may be framed, indexed, cached, or load anything but pictures.
private struct PageHeaders: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.cacheControl] = "no-store"
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; img-src https: http:; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.init("Referrer-Policy")!] = "no-referrer"
        response.headers[.init("X-Robots-Tag")!] = "noindex"
        return response
    }
}
