import Synchronization

/// Decides what a connection does when its relay does not work: wait and try again, or end the run.
final class RelayTrouble: Sendable {
    private let floor: SendFloor
    private let settings: SendLoop.Settings
    private let observe: @Sendable (SendLoop.Event) -> Void
    private let reason = Mutex<Failure?>(nil)

    /// How long a run that is to end by itself outwaits a relay that stops working half-way.
    private static let patience: Duration = .seconds(30)
    private static let longestPause: Duration = .seconds(60)
    /// How often a pause looks whether the run is over.
    private static let step: Duration = .milliseconds(100)

    init(
        floor: SendFloor, settings: SendLoop.Settings,
        observe: @escaping @Sendable (SendLoop.Event) -> Void
    ) {
        self.floor = floor
        self.settings = settings
        self.observe = observe
    }

    /// The failure that ended the run.
    var reasonToStop: Failure? { reason.withLock { $0 } }

    /// Reports the failure, then either ends the run or returns after a pause of 1, 2, 4 … 60 seconds.
    func face(_ failure: Failure, setbacks: Int) async {
        guard !floor.isStopping else { return }
        observe(.trouble(failure))
        if isHopeless(failure) {
            reason.withLock { $0 = $0 ?? failure }
            floor.stop()
            return
        }
        let pause = min(.seconds(1 << min(setbacks - 1, 6)), Self.longestPause)
        let end = ContinuousClock.now + pause
        while ContinuousClock.now < end, !floor.isStopping { try? await Task.sleep(for: Self.step) }
    }

    /// A service always hopes. Else: a refusal that waiting does not mend, a relay nobody listens at, or a
    /// silence longer than our patience.
    private func isHopeless(_ failure: Failure) -> Bool {
        if case .never = settings.end { return false }
        let (silence, everWorked) = floor.silence
        return failure.persistence == .permanent || silence > Self.patience
            || (!everWorked && failure.phase == .connect)
    }
}
