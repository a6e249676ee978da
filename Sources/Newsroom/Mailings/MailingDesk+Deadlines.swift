// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SQLiteStore
import Sender

extension MailingDesk {
    /// The wave of a mailing that began last; nil before the first.
    func begunWave(of id: MailingID) async throws -> DeadlineWatch.BegunWave? {
        let now = clock.now
        let begun = try await mailings.waves(of: id).filter { $0.dueAt.map { $0 <= now } ?? false }
        return begun.compactMap(\.dueAt).max().map {
            DeadlineWatch.BegunWave(dueAt: $0, readers: begun.reduce(0) { $0 + $1.readers })
        }
    }

    /// Watches the deadlines of the mailings that are being sent, or should be, until cancelled.
    /// - Parameter alarm: called when one first will be late, and when it no longer is.
    public func watchDeadlines(_ alarm: (String) -> Void) async throws {
        var watch = DeadlineWatch(in: publications.shownZone)
        for await _ in Ticks(every: DeadlineWatch.poll, by: clock.steady) {
            try await watch.look(over: self, alarm)
        }
    }
}
