// SPDX-License-Identifier: Apache-2.0
public import Logging
public import ServiceLifecycle
public import UnixSignals

/// Reads the newsroom's files again at each SIGHUP.
public struct ReloadingService: Service {
    private let served: ServedNewsroom
    private let signals: UnixSignalsSequence
    private let manager: ServiceManager?
    private let logger: Logger

    /// A service over a newsroom.
    /// - Parameters:
    ///   - signals: those that ask for it.
    ///   - manager: is told when it begins and ends.
    public init(
        _ served: ServedNewsroom, at signals: UnixSignalsSequence, telling manager: ServiceManager? = nil,
        logger: Logger
    ) {
        self.manager = manager
        self.served = served
        self.signals = signals
        self.logger = logger
    }

    /// Runs until shut down. Files that cannot be read change nothing.
    public func run() async {
        for await _ in signals.cancelOnGracefulShutdown() {
            manager?.tell(.reloading(at: .now))
            defer { manager?.tell(.ready) }
            do {
                let later = try served.reload()
                logger.notice("daybreak.yaml and the publication are read again")
                guard !later.isEmpty else { continue }
                logger.warning(
                    "\(later.joined(separator: ", ")) changed: that holds when serve is started anew")
            } catch {
                let why = Explanation.sentence(of: error)
                logger.error("nothing is reloaded, what was read before holds: \(why)")
            }
        }
    }
}
