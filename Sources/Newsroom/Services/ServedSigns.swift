// SPDX-License-Identifier: Apache-2.0

/// What the services of a newsroom know of themselves, for those who have to tell a person.
struct ServedSigns: Sendable {
    /// Why sending has stopped and is tried again and again; nil while it goes on.
    var sendingFault: String?
    /// Why what is lent to a fleet does not go on; nil while it does.
    var lendingFault: String?
    /// Why mail that comes back cannot be read; nil when it can.
    var returnsFault: String?
    /// Why the database cannot be backed up, or the backup not be restored; nil when all is well.
    var backupFault: String?
    /// Why a backup cannot be restored; nil when the last one that was tried could.
    var restoreFault: String?
    /// Why the dates of schedules cannot be planned, by their names.
    var ruleFaults: [String: String] = [:]
    /// The services that failed and were started again, and when they did last.
    private var failures: [String: (reason: String, at: ContinuousClock.Instant)] = [:]

    /// How long a service that was started again has to run before nobody is told any more.
    private static let recovery: Duration = .seconds(180)

    /// Takes note of a service that failed. One failure alone is mended by the restart.
    mutating func note(_ failure: ServiceFailure, at now: ContinuousClock.Instant) {
        if failure.restarts > 1 { failures[failure.service] = (failure.reason, now) }
    }

    /// The services that fail again and again, and why.
    func failing(at now: ContinuousClock.Instant) -> [String: String] {
        failures.filter { now - $0.value.at < Self.recovery }.mapValues(\.reason)
    }
}
