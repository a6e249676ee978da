// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Synchronization

/// The newsroom that a daemon works for, with its files as they were when they were last read.
public final class ServedNewsroom: Sendable {
    private struct State {
        var newsroom: Newsroom
        var reading = 1
        /// The continuations of those who wait for the next reading, each under a number of its own.
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
        var waits = 0
    }

    /// When its services last went on.
    let turns: ServiceTurns
    private let state: Mutex<State>
    private let first: Configuration
    private let signs = Mutex(ServedSigns())
    private let uses: SecretUses
    private let listening = Mutex(false)

    /// Serves a newsroom.
    /// - Parameter uses: what its secrets are needed for, whenever its files are read again.
    public init(_ newsroom: Newsroom, needing uses: SecretUses = .all) {
        self.uses = uses
        first = newsroom.configuration
        turns = ServiceTurns(by: newsroom.context.clock.steady)
        state = Mutex(State(newsroom: newsroom))
    }

    /// The newsroom as it is now.
    public var current: Newsroom { state.withLock { $0.newsroom } }

    /// The clock that a daemon tells the time and waits by.
    public var clock: WallClock { current.context.clock }

    /// The source of what a daemon leaves to chance.
    public var random: Randomness { current.context.random }

    /// How often its files were read.
    public var reading: Int { state.withLock(\.reading) }

    /// What its services know of themselves.
    var health: ServedSigns { signs.withLock { $0 } }

    /// Takes note of a service that failed and is started again.
    public func note(_ failure: ServiceFailure) {
        let now = clock.steady.now()
        note { $0.note(failure, at: now) }
    }

    /// Notes what a service knows of itself.
    func note(_ change: (inout ServedSigns) -> Void) { signs.withLock { change(&$0) } }

    /// Whether readers are answered, or were.
    var isListening: Bool { listening.withLock(\.self) }

    /// Takes note that readers are answered from now on.
    public func noteListening() { listening.withLock { $0 = true } }

    /// Reads the newsroom's files again. When that fails, what was read before stays in force.
    /// - Returns: the settings that have changed since the start and take a new one to hold.
    /// - Throws: what is wrong with the configuration, a publication or a theme.
    public func reload() throws -> [String] {
        let newsroom = try current.reread(needing: uses)
        let waiting = state.withLock { state in
            state.newsroom = newsroom
            state.reading += 1
            return state.waiting.values
        }
        for waiter in waiting { waiter.finish() }
        return first.settingsOfStart(thatDifferIn: newsroom.configuration)
    }

    /// Waits until the files have been read again after a reading, or until cancelled.
    func wait(forReadingAfter reading: Int) async {
        let (readings, waiter) = AsyncStream.makeStream(of: Void.self)
        let number = state.withLock { state -> Int? in
            guard state.reading == reading else { return nil }
            state.waits += 1
            state.waiting[state.waits] = waiter
            return state.waits
        }
        guard let number else { return }
        for await _ in readings {}
        state.withLock { $0.waiting[number] = nil }
    }
}

extension Configuration {
    /// The settings that hold for as long as a daemon runs.
    fileprivate func settingsOfStart(thatDifferIn other: Configuration) -> [String] {
        [
            ("database", database != other.database), ("web.host", web.host != other.web.host),
            ("web.port", web.port != other.web.port),
            ("web.connections", web.connections != other.web.connections),
            ("web.per_network", web.perNetwork != other.web.perNetwork),
        ].filter(\.1).map(\.0)
    }
}
