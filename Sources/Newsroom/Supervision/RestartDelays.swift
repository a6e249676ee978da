// SPDX-License-Identifier: Apache-2.0

/// How long to wait before a service is started again: 1, 2, 4 … 60 seconds, and 1 again once it has run well for a while.
struct RestartDelays {
    private var failures = 0

    private static let longest: Duration = .seconds(60)
    /// A service that ran for so long was well.
    private static let health: Duration = .seconds(300)

    /// How often in a row it had to be started again.
    var restarts: Int { failures }

    /// The wait after a run that ended.
    /// - Parameter run: how long it was.
    mutating func next(after run: Duration) -> Duration {
        if run >= Self.health { failures = 0 }
        defer { failures += 1 }
        return min(.seconds(1 << min(failures, 6)), Self.longest)
    }
}
