// SPDX-License-Identifier: Apache-2.0

/// How a process gets at its database, and what may keep it from there.
///
/// It is handed in, as the clock and chance are, so that a simulator can have everything happen on one thread and let any transaction
/// fail, or its process end, at each of these steps.
public struct DatabaseAccess: Sendable {
    /// How far a process has come with its database.
    public enum Step: Hashable, Sendable {
        /// It begins to read.
        case reads
        /// It waits for its turn to write.
        case writes
        /// It has written all of a transaction, and nothing of it is committed.
        case commits
        /// A transaction is committed, and nobody knows yet.
        case committed
    }

    /// Whether the caller's thread waits for statements, so that nothing else happens on it meanwhile; else tasks wait, and threads
    /// go on.
    let blocks: Bool
    /// Called at each step; what it throws is what came of the transaction.
    let reach: (@Sendable (Step) throws -> Void)?

    /// - Parameters:
    ///   - blocks: whether the caller's thread waits for statements.
    ///   - reach: called at each step; what it throws is what came of the transaction.
    public init(blocks: Bool, reach: @escaping @Sendable (Step) throws -> Void) {
        (self.blocks, self.reach) = (blocks, reach)
    }

    private init() { (blocks, reach) = (false, nil) }

    /// As in operation: tasks wait, and nothing comes between.
    public static let usual = DatabaseAccess()
}
