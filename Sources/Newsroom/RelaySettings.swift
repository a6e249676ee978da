public import CurlTransport
public import Sender

/// A relay as `daybreak.yaml` describes it.
public struct RelaySettings: Sendable {
    /// How to reach and enter it.
    public var access: CurlRelay.Settings
    /// How it may be used.
    public var plan: RelayPlan

    /// A relay with the usual limits.
    public init(_ access: CurlRelay.Settings) {
        self.access = access
        plan = RelayPlan(CurlRelay(access))
    }
}
