// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Newsroom

extension ReaderWeb {
    /// Answers who watches the newsroom. To anybody else there is nothing here: the path is not among those of `methods(of:)`.
    static func addMetrics(
        to router: Router<ReaderWebContext>, _ desk: ReaderDesk, _ metrics: MetricDesk,
        _ failures: FailureCount
    ) {
        router.get("metrics") { request, context in
            guard context.mayReadMetrics(request, by: desk.metricAccess, isBehindProxy: desk.isBehindProxy)
            else {
                throw HTTPError(.notFound)
            }
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(
                    byteBuffer: ByteBuffer(bytes: try await metrics.text(failures: failures.total))))
        }
    }
}
