// SPDX-License-Identifier: Apache-2.0
import Newsroom
import Synchronization

/// How many requests failed by the server's own fault since it began.
final class FailureCount: Sendable {
    private struct State {
        var total = 0
        var last = ""
    }

    private let state = Mutex(State())
    private let random: Randomness

    /// - Parameter random: gives each failure its number.
    init(numberedBy random: Randomness) { self.random = random }

    /// Counts one, and gives it a number to be found by in the log.
    func count() -> String {
        // The highest bit makes every number eight digits long.
        let number = String(UInt32(truncatingIfNeeded: random.read()) | 0x8000_0000, radix: 16)
        state.withLock { state in
            state.total += 1
            state.last = number
        }
        return number
    }

    /// How many there were.
    var total: Int { state.withLock(\.total) }

    /// A line for `/health`; empty when none failed.
    var line: String {
        state.withLock { state in
            state.total == 0 ? "" : "failed requests: \(state.total), the last as \(state.last)\n"
        }
    }
}
