// SPDX-License-Identifier: Apache-2.0
import Foundation
import SQLiteStore
import Synchronization

/// Tells a newsroom's metrics to who watches it.
///
/// All but a few come from the database, so that they are right whichever process is asked, and whichever sends; a counter of its own
/// in each process would be lost with it, and with `--only sending` nobody could ask for it.
public final class MetricDesk: Sendable {
    private struct State {
        var counts = SlowCounts()
        /// Who counts anew; nil while nobody does.
        var counting: Task<Void, any Error>?
        var isFirst = true
    }

    private let served: ServedNewsroom
    private let state = Mutex(State())
    /// Milliseconds since 1970.
    private let start: Int64

    /// The metrics of a newsroom in this process, which has just begun.
    public init(_ served: ServedNewsroom) {
        self.served = served
        start = served.clock.now
    }

    /// The metrics as Prometheus reads them.
    /// - Parameter failures: requests that failed by the server's own fault.
    public func text(failures: Int) async throws -> [UInt8] {
        let newsroom = served.current
        let store = newsroom.context.metrics
        let now = served.clock.now
        let counting = count(with: store, at: now)
        // The first answer waits for the counts; later ones have those from before.
        if let counting { try await counting.value }
        var text = MetricText()
        let figures = try await store.figures()
        text.add(figures, at: now)
        text.add(state.withLock(\.counts), of: figures.mailings, at: now)
        text.add(
            "daybreak_disk_free_bytes", .gauge, "Room beside the database.",
            DiskSpace.free(beside: newsroom.context.database.path).map(Double.init))
        text.add(
            "daybreak_http_failures_total", .counter,
            "Requests that failed by our own fault, since this process began.",
            Double(failures))
        text.add(ProcessFigures.read(), since: start)
        return text.bytes
    }

    /// Has what is old counted again, by one at a time.
    /// - Returns: what the first answer waits for.
    private func count(with store: MetricStore, at now: Int64) -> Task<Void, any Error>? {
        state.withLock { state in
            guard state.counting == nil, state.counts.isOld(at: now) else {
                return state.isFirst ? state.counting : nil
            }
            let task = Task { [counts = state.counts] in
                var counts = counts
                let outcome: Result<Void, any Error>
                do {
                    try await counts.renew(from: store, at: now)
                    outcome = .success(())
                } catch { outcome = .failure(error) }
                self.state.withLock { state in
                    state.counting = nil
                    if case .success = outcome { (state.counts, state.isFirst) = (counts, false) }
                }
                try outcome.get()
            }
            state.counting = task
            return state.isFirst ? task : nil
        }
    }
}
