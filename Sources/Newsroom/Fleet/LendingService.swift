// SPDX-License-Identifier: Apache-2.0
public import Logging
import PostgresWire
import Sender
public import ServiceLifecycle
import Threads

/// Lends mailings to a fleet of sending machines and takes home what they did, for as long as it runs.
public struct LendingService: Service {
    private let served: ServedNewsroom
    private let logger: Logger

    /// How often to look while something is lent: so late, at the most, does a fleet learn of a reader who left.
    private static let poll: Duration = .milliseconds(200)
    /// How often to look for something to lend.
    private static let idle: Duration = .seconds(1)
    /// How often PostgreSQL is told that the newsroom lives.
    private static let signOfLife: Duration = .seconds(2)
    /// How long to wait before PostgreSQL is tried again.
    private static let pause: Duration = .seconds(2)

    private static let silence = "no sending machine has been heard of for two minutes"

    /// A service over a newsroom.
    public init(_ served: ServedNewsroom, logger: Logger) {
        self.served = served
        self.logger = logger
    }

    /// Runs until shut down. While PostgreSQL cannot be reached it tries again and again: what is lent stays lent.
    public func run() async throws {
        let thread = ThreadExecutor()
        thread.start()
        defer { thread.stop() }
        await withTaskExecutorPreference(thread) {
            await cancelWhenGracefulShutdown { await work() }
        }
    }

    private func work() async {
        var wire: NewsroomWire?
        var lookout = Lookout()
        var isLending = true
        var signed: ContinuousClock.Instant?
        while !Task.isCancelled {
            var nap = Self.idle
            do {
                let fleet = served.current.fleet
                if wire == nil {
                    wire = try await fleet.lender()
                    guard wire != nil else { throw FleetFault.otherLender }
                    logger.info("PostgreSQL is reached")
                }
                if let wire, isLending || lookout.isDue(at: served.current) {
                    let now = served.clock.steady.now()
                    let signs = signed.map { now - $0 >= Self.signOfLife } ?? true
                    let workers = try await fleet.step(wire, signs: signs)
                    if signs { signed = now }
                    isLending = workers != nil
                    served.note { $0.lendingFault = workers == 0 ? Self.silence : nil }
                    if isLending { nap = Self.poll }
                }
            } catch {
                guard !Task.isCancelled else { return }
                // Whatever it was, a new session knows what is so.
                wire = nil
                let why = Explanation.sentence(of: error)
                served.note { $0.lendingFault = why }
                logger.error("lending has stopped and is tried again soon: \(why)")
                nap = Self.pause
            }
            await served.clock.steady.sleep(nap)
        }
    }
}
