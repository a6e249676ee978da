// SPDX-License-Identifier: Apache-2.0
import Sender

/// Spares a service that polls the database questions to which the answers are still the same: nothing was committed since, and the
/// time of nothing has come.
struct Lookout {
    /// When there is something to do next, milliseconds since 1970; nil when nothing is known.
    private var due: Int64?
    private var version: Int64?
    private var last: ContinuousClock.Instant?

    /// After how long a service looks all the same.
    static let longest: Duration = .seconds(60)

    /// Whether it is time for a look, which is taken then.
    mutating func isDue(at newsroom: Newsroom) -> Bool {
        let clock = newsroom.context.clock
        let (now, version) = (clock.steady.now(), try? newsroom.database.dataVersion())
        if let last, let version, version == self.version, now - last < Self.longest, due ?? .max > clock.now
        {
            return false
        }
        (last, self.version, due) = (now, version, nil)
        return true
    }

    /// Takes note of when there is something to do next.
    mutating func note(due: Int64?) { self.due = due }
}
