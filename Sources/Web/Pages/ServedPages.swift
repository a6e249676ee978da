// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import Newsroom
import Synchronization

/// Answers with the pages of the newsroom as its files were last read.
final class ServedPages: HTTPResponder {
    private struct Site {
        var reading: Int
        let desk: ReaderDesk
        let responder: RouterResponder<ReaderWebContext>
        let refusal: Page
    }

    private let served: ServedNewsroom
    private let failures: FailureCount
    private let metrics: MetricDesk
    private let logger: Logger
    private let site: Mutex<Site>

    init(_ served: ServedNewsroom, logger: Logger) throws {
        self.served = served
        self.logger = logger
        failures = FailureCount(numberedBy: served.random)
        metrics = MetricDesk(served)
        site = Mutex(try Self.site(of: served, after: nil, counting: failures, metrics))
    }

    func respond(to request: Request, context: ReaderWebContext) async throws -> Response {
        try await current.responder.respond(to: request, context: context)
    }

    /// The page for requests that cannot be understood.
    var refusal: Page { current.refusal }

    private var current: Site {
        site.withLock { site in
            guard site.reading != served.reading else { return site }
            do { site = try Self.site(of: served, after: site.desk, counting: failures, metrics) } catch {
                site.reading = served.reading
                logger.error("readers' pages stay as they were: \(Explanation.sentence(of: error))")
            }
            return site
        }
    }

    private static func site(
        of served: ServedNewsroom, after former: ReaderDesk?, counting failures: FailureCount,
        _ metrics: MetricDesk
    ) throws -> Site {
        let reading = served.reading
        let desk = ReaderDesk(served, after: former)
        let pages = try PagesOfPublications(desk)
        return Site(
            reading: reading, desk: desk,
            responder: ReaderWeb.router(desk, pages, counting: failures, metrics).buildResponder(),
            refusal: pages.own.badRequest)
    }
}
