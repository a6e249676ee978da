// SPDX-License-Identifier: Apache-2.0
import SQLiteStore

extension MailingDesk {
    /// Watches the deadlines of the mailings that are being sent, or should be, until cancelled.
    /// - Parameter alarm: called when one first will be late, and when it no longer is.
    public func watchDeadlines(_ alarm: (String) -> Void) async throws {
        var watch = DeadlineWatch(in: publications.shownZone)
        for await _ in Ticks(every: DeadlineWatch.poll, by: clock.steady) {
            try await watch.look(over: self, alarm)
        }
    }
}
