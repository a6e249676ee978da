// SPDX-License-Identifier: Apache-2.0
import GRDB
import SQLiteStore
import Synchronization

/// What keeps every process of the newsroom from its database at times.
final class Faults: Sendable {
    private struct State {
        var isFull = false
        /// How many more transactions find another process writing, for as long as anybody waits.
        var locked = 0
        var isOver = false
    }

    private let state = Mutex(State())
    private let dice: Dice

    init(_ dice: Dice) { self.dice = dice }

    /// Fills the disk, or makes room on it.
    func set(full isFull: Bool) { state.withLock { $0.isFull = isFull && !$0.isOver } }

    /// Has somebody else hold the database for so long that so many transactions give up waiting.
    func lock(_ transactions: Int) { state.withLock { $0.locked = $0.isOver ? 0 : transactions } }

    /// From now on nothing is wrong any more.
    func end() {
        state.withLock { $0 = State(isOver: true) }
    }

    /// Meets what is wrong when a process comes to a step.
    func meet(_ step: DatabaseAccess.Step) throws {
        try state.withLock { state in
            switch step {
            case .writes where state.locked > 0:
                state.locked -= 1
                throw DatabaseError(resultCode: .SQLITE_BUSY, message: "database is locked")
            case .commits where state.isFull:
                throw DatabaseError(resultCode: .SQLITE_FULL, message: "database or disk is full")
            case .reads, .writes, .commits, .committed: break
            }
        }
    }
}
