// SPDX-License-Identifier: Apache-2.0
import CurlTransport

/// Who may read metrics, on the address where strangers are answered as well.
///
/// | who asks | is let in |
/// | --- | --- |
/// | a peer, or behind a proxy whom the proxy names, of a network in `web: metrics:` | yes |
/// | a peer on this machine | unless a proxy of this machine may have sent it |
/// | anybody else | no |
///
/// A proxy may have sent it when the request says so, and when `base_url` is https, which is not spoken here, and `behind_proxy` does not
/// say that the proxy names whom it asks for: then all of its readers look like this machine.
public struct MetricAccess: Sendable {
    let networks: [AddressRange]
    let isBehindProxy: Bool
    let isSecure: Bool

    /// - Parameters:
    ///   - peer: the address at the other end of the connection; nil when it has none.
    ///   - client: whom a proxy names, if there is one to be believed.
    ///   - isForwarded: whether a proxy says that it sent it.
    public func admits(peer: String?, client: String?, isForwarded: Bool) -> Bool {
        guard let asker = isForwarded ? client : peer else { return false }
        if networks.contains(where: { $0.contains(asker) }) { return true }
        guard !isForwarded, isBehindProxy || !isSecure else { return false }
        return Self.thisMachine.contains { $0.contains(asker) }
    }

    private static let thisMachine = ["127.0.0.0/8", "::1"].compactMap(AddressRange.init)
}

extension MetricAccess {
    init(_ configuration: Configuration) {
        self.init(
            networks: configuration.web.metrics, isBehindProxy: configuration.web.isBehindProxy,
            isSecure: configuration.baseURL.hasPrefix("https:"))
    }
}
