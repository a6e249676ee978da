// SPDX-License-Identifier: Apache-2.0
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
/// | `/unsubscribe/TOKEN` | a page with a button, changes nothing | unsubscribes (RFC 8058), or takes that back |
/// | `/browser/TOKEN` | the edition as the reader got it | |
/// | `/preferences/TOKEN` | the reader's lists, sections, name | ends one, leaves one out, puts one back; asks for another address |
/// | `/address/TOKEN` | a page with a button, changes nothing | confirms another address at one end |
/// | `/calendar/TOKEN.ics` | what goes out when, for calendars | |
/// | `/media/NAME` | a picture, which never changes | |
/// | `/returns/PROVIDER` | | what a mail provider tells of mail that came back |
/// | `/health` | `ok`, or 503 and what a person must know; and how many requests failed | |
/// | `/metrics` | figures for Prometheus, to this machine and networks of `web: metrics:` alone | |
/// | `/ready` | `ready`, or 503 while readers cannot be answered; and the same | |
///
/// HEAD is answered like GET, without the page (RFC 9110 §9.3.2).
///
/// A token is the only key: there are no sessions and no cookies. No GET changes anything, because mail
/// scanners follow links. What is posted is kept as evidence with the Internet address and browser it came
/// from.
public struct ReaderWeb: Service {
    private let listener: WebListener
    private let address: ListenAddress
    private let onListening: @Sendable () -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - address: where to listen.
    ///   - limits: what strangers may take.
    ///   - onListening: told when it listens.
    public init(
        _ served: ServedNewsroom, at address: ListenAddress, limits: WebLimits = WebLimits(), logger: Logger,
        onListening: @escaping @Sendable () -> Void = {}
    ) throws {
        self.onListening = onListening
        self.address = address
        self.logger = logger
        var limits = limits
        limits.largeBodies["/returns/"] = Self.longestReport
        listener = WebListener(
            responder: try ServedPages(served, logger: logger), limits: limits, clock: served.clock,
            logger: logger)
    }

    /// Serves until shut down.
    public func run() async throws {
        try await ListenFault.naming("\(address)") {
            try await listener.run(on: address) { _ in
                logger.notice("readers are answered at \(address)")
                onListening()
            }
        }
    }

    /// The routes, for a server or a test.
    public static func router(_ desk: ReaderDesk) throws -> Router<ReaderWebContext> {
        router(
            desk, try PagesOfPublications(desk), counting: FailureCount(numberedBy: desk.random),
            MetricDesk(desk.served))
    }

    /// The routes, with pages and a count of failures that a server keeps.
    static func router(
        _ desk: ReaderDesk, _ pages: PagesOfPublications, counting failures: FailureCount,
        _ metrics: MetricDesk
    ) -> Router<ReaderWebContext> {
        let router = Router(context: ReaderWebContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: FaultPages(pages: pages.own, failures: failures))
        router.get("health") { _, _ in
            let troubles = try await desk.troubles()
            let lines = (troubles.isEmpty ? ["ok"] : troubles).map { "\($0)\n" }
            return plain(
                troubles.isEmpty ? .ok : .serviceUnavailable, lines.joined() + failures.line)
        }
        router.get("ready") { _, _ in
            plain(.ok, (["ready"] + (try await desk.troubles())).map { "\($0)\n" }.joined())
        }
        router.get("browser/:token") { _, context in
            let token = try context.parameters.require("token")
            guard let page = try await desk.browserVersion(token) else {
                return try await nobody(token, .browser, desk, pages)
            }
            return Page(.ok, page)
        }
        router.get("calendar/:name") { _, context in
            let name = try context.parameters.require("name")
            guard name.hasSuffix(".ics"), let text = try await desk.calendar(String(name.dropLast(4))) else {
                throw HTTPError(.notFound)
            }
            return Response(
                status: .ok,
                headers: [.contentType: "text/calendar; charset=utf-8", .cacheControl: "private, no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
        KeptPictures.add(to: router, of: desk.media, isPublic: true)
        addSubscribe(router, desk, pages)
        addConfirm(router, desk, pages)
        addUnsubscribe(router, desk, pages)
        addPreferences(to: router, desk, pages)
        addAddressChange(to: router, desk, pages)
        addReturns(to: router, desk)
        addMetrics(to: router, desk, metrics, failures)
        return router
    }

    private static func plain(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// The methods of a path that leads somewhere; empty for any other.
    static func methods(of path: String) -> [HTTPRequest.Method] {
        let parts = path.split(separator: "/")
        switch (parts.first, parts.count) {
        case ("health", 1), ("ready", 1), ("browser", 2), ("media", 2), ("calendar", 2): return [.get, .head]
        case ("subscribe", 2), ("confirm", 2), ("unsubscribe", 2), ("preferences", 2), ("address", 2):
            return [.get, .head, .post]
        case ("returns", 2): return [.post]
        default: return []
        }
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
            let wish = SignUp(try await Form(request).whole())
            if wish.isFromRobot { return pages[list.publication].signedUp(wish, to: list) }
            let evidence = context.evidence(
                "sign-up form", in: request, isBehindProxy: desk.isBehindProxy,
                form: SignUp.version(in: pages[list.publication].words))
            let (address, firstName): (EmailAddress, TypedName)
            do { (address, firstName) = try (EmailAddress(wish.address), TypedName(wish.firstName)) } catch {
                return pages[list.publication].signUp(list, again: wish)
            }
            let network = context.network(in: request, isBehindProxy: desk.isBehindProxy)
            switch try await desk.signUp(
                address, firstName: firstName, to: list, because: evidence, from: network)
            {
            case .tooMany: return pages[list.publication].tooManySignUps
            case .held:
                context.logger.warning(
                    "\(list.name) is asked for too often: “daybreak subscriber requests \(list.name)” says by whom"
                )
            case .taken: break
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

        /// The page for a request that has expired. It leads to the sign-up form where the list is public.
        @Sendable func lapsed(_ place: ReaderDesk.Place?) async throws -> Page {
            guard let place else { return pages.own.lapsed(nil) }
            return pages[place.publication].lapsed(try await desk.publicList(place.list))
        }
    }

    private static func addUnsubscribe(
        _ router: Router<ReaderWebContext>, _ desk: ReaderDesk, _ pages: PagesOfPublications
    ) {
        router.get("unsubscribe/:token") { _, context in
            let token = try context.parameters.require("token")
            guard let place = try await desk.place(unsubscribe: token) else {
                return try await nobody(token, .unsubscribe, desk, pages)
            }
            let own = pages[place.publication]
            return place.isSubscribed
                ? own.unsubscribe(place)
                : own.unsubscribed(place, canUndo: try await desk.canUndo(place))
        }
        router.post("unsubscribe/:token") { request, context in
            // The token is all that is needed. The rest of the form only tells how they asked, so it does not matter when it is
            // incomplete.
            let form = await Form(request)
            let evidence = context.evidence(
                Self.source(form), in: request, isBehindProxy: desk.isBehindProxy)
            let token = try context.parameters.require("token")
            if form["undo"] == "page" {
                guard let place = try await desk.undo(token, because: evidence) else {
                    return try await nobody(token, .unsubscribe, desk, pages)
                }
                return place.isSubscribed
                    ? pages[place.publication].undone(place)
                    : pages[place.publication].unsubscribed(place, canUndo: false)
            }
            guard let place = try await desk.unsubscribe(token, because: evidence) else {
                return try await nobody(token, .unsubscribe, desk, pages)
            }
            return pages[place.publication].unsubscribed(place, canUndo: try await desk.canUndo(place))
        }
    }

    /// The page for a link that concerns no reader: of a copy to try, or of another newsroom.
    static func nobody(
        _ token: String, _ purpose: CapabilityToken.Purpose, _ desk: ReaderDesk, _ pages: PagesOfPublications
    ) async throws -> Page {
        try await desk.isOfTestCopy(token, for: purpose) ? pages.own.test : pages.own.unknown
    }

    /// How a reader unsubscribed: with their mail program (RFC 8058 §3.1), on the page here, or with the link in some other
    /// way.
    private static func source(_ form: Form) -> String {
        if form["List-Unsubscribe"] == "One-Click" { return "one-click header" }
        if form["undo"] == "page" { return "farewell page" }
        return form["from"] == "page" ? "unsubscribe page" : "unsubscribe link"
    }
}
