// SPDX-License-Identifier: Apache-2.0

/// The time a run goes by: everything in the sender that waits or measures does so by it, so that a test can let an hour pass
/// at once.
public struct SendClock: Sendable {
    /// What time it is.
    public let now: @Sendable () -> ContinuousClock.Instant
    /// Waits for some time, or until the task is cancelled.
    public let sleep: @Sendable (_ time: Duration) async -> Void

    /// A clock, and a way to wait by it.
    public init(
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        sleep: @escaping @Sendable (_ time: Duration) async -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// The system's clock.
    public static let system = SendClock(
        now: { ContinuousClock.now }, sleep: { try? await Task.sleep(for: $0) })
}
