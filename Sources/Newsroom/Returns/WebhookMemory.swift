// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import Sender
import Synchronization

/// The certificates with which Amazon SNS signs, each fetched once.
final class SNSCertificates: Sendable {
    private let fetch: WebFetch
    private let known = Mutex<[String: [UInt8]]>([:])

    /// Certificates that are kept: Amazon has one for a region and a year.
    private static let most = 50

    init(_ settings: WebFetch.Settings) {
        var settings = settings
        settings.largest = 100_000
        fetch = WebFetch(settings)
    }

    /// - Parameter address: of Amazon's, as `SNSMessage` makes sure.
    func certificate(at address: String) async throws -> [UInt8] {
        if let certificate = known.withLock({ $0[address] }) { return certificate }
        let bytes = try await fetch.page(address).bytes
        known.withLock { known in
            if known.count >= Self.most { known = [:] }
            known[address] = bytes
        }
        return bytes
    }
}

/// The tokens of requests that were taken already, for as long as their signature counts.
final class OnlyOnce: Sendable {
    private let seen = Mutex<[String: ContinuousClock.Instant]>([:])

    /// How long such a request is believed, with a margin.
    private static let life: Duration = .seconds(700)
    /// Requests that are remembered.
    private static let most = 100_000

    /// Takes one; false when it was taken before.
    func take(_ once: String, at clock: WallClock) -> Bool {
        let now = clock.steady.now()
        return seen.withLock { seen in
            if let at = seen[once], now - at < Self.life { return false }
            if seen.count >= Self.most { seen = seen.filter { now - $0.value < Self.life } }
            seen[once] = now
            return true
        }
    }

    /// Lets one be taken again.
    func giveBack(_ once: String) { seen.withLock { $0[once] = nil } }
}
