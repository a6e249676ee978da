public import Hummingbird
public import Logging
import MailFormat
public import Newsroom
public import ServiceLifecycle
import Subscribers

/// The web pages that links in readers' copies lead to, and those where strangers ask for a list.
///
/// | path | GET | POST |
/// | --- | --- | --- |
/// | `/subscribe/LIST` | a form, when the list is public | asks for the list |
/// | `/confirm/TOKEN` | a page with a button, changes nothing | confirms that the reader wants the list |
/// | `/unsubscribe/TOKEN` | a page with a button, changes nothing | unsubscribes (RFC 8058) |
/// | `/browser/TOKEN` | the edition as the reader got it | |
/// | `/preferences/TOKEN` | the reader's lists and sections | ends one, leaves one out, puts one back |
/// | `/health` | `ok` | |
///
/// A token is the only key: there are no sessions and no cookies. No GET changes anything, because mail scanners follow
/// links. What is posted is kept as evidence with the Internet address and browser it came from.
public struct ReaderWeb: Service {
    private let application: Application<RouterResponder<ReaderWebContext>>
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
    public static func router(_ desk: ReaderDesk) throws -> Router<ReaderWebContext> {
        let pages = try PagesOfPublications(desk)
        let router = Router(context: ReaderWebContext.self)
        router.add(middleware: PageHeaders())
        router.get("health") { _, _ in "ok\n" }
        router.get("browser/:token") { _, context in
            let page = try await desk.browserVersion(try context.parameters.require("token"))
            return page.map { Page(.ok, $0) } ?? pages.own.unknown
        }
        addSubscribe(router, desk, pages)
        addConfirm(router, desk, pages)
        addUnsubscribe(router, desk, pages)
        addPreferences(router, desk, pages)
        return router
    }

    private static func addSubscribe(
        _ router: Router<ReaderWebContext>, _ desk: ReaderDesk, _ pages: PagesOfPublications
    ) {
        router.get("subscribe/:list") { _, context in
            let list = try await desk.publicList(try context.parameters.require("list"))
            return list.map { pages[$0.publication].signUp($0) } ?? pages.own.noList
        }
        router.post("subscribe/:list") { request, context in
            guard let list = try await desk.publicList(try context.parameters.require("list")) else {
                return pages.own.noList
            }
            let wish = SignUp(try await Form(request))
            if wish.isFromRobot { return pages[list.publication].signedUp(wish, to: list) }
            let evidence = context.evidence(
                "sign-up form", in: request, isBehindProxy: desk.isBehindProxy, form: SignUp.textVersion)
            do {
                try await desk.signUp(wish.address, firstName: wish.firstName, to: list, because: evidence)
            } catch let fault as InvalidAddress {
                return pages[list.publication].signUp(list, again: wish, fault)
            }
            return pages[list.publication].signedUp(wish, to: list)
        }
    }

    private static func addConfirm(
        _ router: Router<ReaderWebContext>, _ desk: ReaderDesk, _ pages: PagesOfPublications
    ) {
        router.get("confirm/:token") { _, context in
            let place = try await desk.place(confirm: try context.parameters.require("token"))
            guard let place, place.isSubscribed else { return try await lapsed(place) }
            let own = pages[place.publication]
            return place.status == .active ? own.confirmed(place) : own.confirm(place)
        }
        router.post("confirm/:token") { request, context in
            let token = try context.parameters.require("token")
            let evidence = context.evidence(
                "confirmation link", in: request, isBehindProxy: desk.isBehindProxy)
            guard let place = try await desk.confirm(token, because: evidence) else {
                return try await lapsed(try await desk.place(confirm: token))
            }
            return pages[place.publication].confirmed(place)
        }

        /// A request that ran out can be made again where its list is public.
        @Sendable func lapsed(_ place: ReaderDesk.Place?) async throws -> Page {
            guard let place else { return pages.own.lapsed(nil) }
            return pages[place.publication].lapsed(try await desk.publicList(place.list))
        }
    }

    private static func addUnsubscribe(
        _ router: Router<ReaderWebContext>, _ desk: ReaderDesk, _ pages: PagesOfPublications
    ) {
        router.get("unsubscribe/:token") { _, context in
            guard let place = try await desk.place(unsubscribe: try context.parameters.require("token"))
            else {
                return pages.own.unknown
            }
            let own = pages[place.publication]
            return place.isSubscribed ? own.unsubscribe(place) : own.unsubscribed(place)
        }
        router.post("unsubscribe/:token") { request, context in
            let form = try await Form(request)
            let source = form["List-Unsubscribe"] == "One-Click" ? "one-click header" : "unsubscribe page"
            let evidence = context.evidence(source, in: request, isBehindProxy: desk.isBehindProxy)
            let token = try context.parameters.require("token")
            guard let place = try await desk.unsubscribe(token, because: evidence) else {
                return pages.own.unknown
            }
            return pages[place.publication].unsubscribed(place)
        }
    }

    private static func addPreferences(
        _ router: Router<ReaderWebContext>, _ desk: ReaderDesk, _ pages: PagesOfPublications
    ) {
        router.get("preferences/:token") { _, context in
            let preferences = try await desk.preferences(try context.parameters.require("token"))
            return preferences.map { pages[$0.publication].preferences($0) } ?? pages.own.unknown
        }
        router.post("preferences/:token") { request, context in
            let token = try context.parameters.require("token")
            let form = try await Form(request)
            var changed: ReaderDesk.Preferences?
            if let list = form["leave"] {
                let evidence = context.evidence(
                    "preferences page", in: request, isBehindProxy: desk.isBehindProxy)
                changed = try await desk.leave(list, preferences: token, because: evidence)
            } else if let section = form["without"] ?? form["with"] {
                changed = try await desk.choose(
                    section, isWanted: form["without"] == nil, preferences: token)
            }
            return changed.map { pages[$0.publication].preferences($0) } ?? pages.own.unknown
        }
    }
}

/// What every answer carries: no page may be framed, indexed, cached, or load anything but pictures.
private struct PageHeaders: RouterMiddleware {
    func handle(
        _ request: Request, context: ReaderWebContext,
        next: (Request, ReaderWebContext) async throws -> Response
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
