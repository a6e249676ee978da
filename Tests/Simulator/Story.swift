// SPDX-License-Identifier: Apache-2.0
import Newsroom
import Synchronization

/// What happens in a simulation, line by line: the same for the same seed, byte for byte.
final class Story: Sendable {
    private struct State {
        var lines: [String] = []
        /// FNV-1a of all lines.
        var mark: UInt64 = 14_695_981_039_346_656_037
    }

    private let state = Mutex(State())
    private let clock: SimulatedClock
    private let zone: NamedZone
    /// Whether all of it is kept, and not only its end.
    private let isWhole: Bool
    /// The lines that are kept of a story that is not told.
    private static let memory = 60

    init(by clock: SimulatedClock, in zone: NamedZone, isWhole: Bool) {
        (self.clock, self.zone, self.isWhole) = (clock, zone, isWhole)
    }

    func tell(_ text: @autoclosure () -> String) {
        let line = "\(RFC3339.text(clock.now, in: zone))  \(text())"
        state.withLock { state in
            for byte in line.utf8 { state.mark = (state.mark ^ UInt64(byte)) &* 1_099_511_628_211 }
            state.lines.append(line)
            if !isWhole, state.lines.count > 2 * Self.memory { state.lines.removeFirst(Self.memory) }
        }
    }

    /// All of it, or its end.
    var lines: [String] { state.withLock(\.lines) }

    /// Tells it from every other.
    var mark: String { String(state.withLock(\.mark), radix: 16) }
}
