// SPDX-License-Identifier: Apache-2.0
import CMemory
import Sender
public import ServiceLifecycle

/// Gives memory back that was needed once: by the start, which goes through much of the program, or by a mailing.
public struct MemoryService: Service {
    private let clock: SendClock

    /// When the start is over, and how often something else may be.
    private static let (start, pause): (Duration, Duration) = (.seconds(20), .seconds(60))

    /// A service of this process.
    public init(_ served: ServedNewsroom) { clock = served.clock.steady }

    /// Runs until shut down.
    public func run() async {
        await cancelWhenGracefulShutdown { [clock] in
            await clock.sleep(Self.start)
            while !Task.isCancelled {
                give_memory_back()
                await clock.sleep(Self.pause)
            }
        }
    }
}
