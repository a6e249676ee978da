// SPDX-License-Identifier: Apache-2.0

/// How requests for lists with double opt-in are confirmed.
public struct ConfirmationPolicy: Hashable, Sendable {
    /// How long a request can be confirmed.
    public var lifetime: Duration
    /// How long to wait before asking once more, however often somebody wants it.
    public var pause: Duration
    /// How many mails one person gets within a lifetime, whoever asks for them.
    public var most: Int
    /// How many sign-ups strangers may make within an hour from one network.
    public var perNetwork = 10
    /// How many mails strangers may cause within an hour for one list; requests beyond are kept and not
    /// mailed.
    public var perList = 300

    /// A policy; by default a week, ten minutes and three mails.
    public init(lifetime: Duration = .seconds(7 * 86_400), pause: Duration = .seconds(600), most: Int = 3) {
        self.lifetime = lifetime
        self.pause = pause
        self.most = most
    }

    /// For how long a mail counts against its list.
    public static let listWindow: Duration = .seconds(3600)

    /// Whether another mail may go out.
    /// - Parameters:
    ///   - earlier: when mails went out since the person last confirmed, milliseconds since 1970.
    ///   - now: milliseconds since 1970.
    public func allows(earlier: [Int64], now: Int64) -> Bool {
        func isWithin(_ duration: Duration, _ time: Int64) -> Bool { .milliseconds(now - time) < duration }
        return earlier.count(where: { isWithin(lifetime, $0) }) < most
            && !earlier.contains { isWithin(pause, $0) }
    }
}
