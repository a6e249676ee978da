import MailFormat
import Sender
import Synchronization

/// The newsroom that a daemon works for, with its files as they were when they were last read.
public final class ServedNewsroom: Sendable {
    private let state: Mutex<(newsroom: Newsroom, reading: Int)>
    private let first: Configuration
    private let stopped = Mutex(false)

    /// Serves a newsroom.
    public init(_ newsroom: Newsroom) {
        first = newsroom.configuration
        state = Mutex((newsroom, 1))
    }

    /// The newsroom as it is now.
    public var current: Newsroom { state.withLock(\.newsroom) }

    /// By which a daemon waits.
    var clock: SendClock { current.context.clock.steady }

    /// How often its files were read.
    public var reading: Int { state.withLock(\.reading) }

    /// Whether sending has stopped, and is tried again and again.
    public internal(set) var isSendingStopped: Bool {
        get { stopped.withLock(\.self) }
        set { stopped.withLock { $0 = newValue } }
    }

    /// Reads the newsroom's files again. Where that fails, what was read before holds.
    /// - Returns: the settings that have changed since the start and take a new one to hold.
    /// - Throws: what is wrong with the configuration, a publication or a theme.
    public func reload() throws -> [String] {
        let newsroom = try current.reread()
        state.withLock { state in
            state.newsroom = newsroom
            state.reading += 1
        }
        return first.settingsOfStart(thatDifferIn: newsroom.configuration)
    }

    /// Waits until the files have been read again after a reading, or until cancelled.
    func wait(forReadingAfter reading: Int) async {
        for await _ in Ticks(every: .milliseconds(200), by: clock) where self.reading != reading { return }
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
