public import MailFormat

/// Why an address must not be mailed. The words are the store's; a reason that an operator wrote is none of them.
public enum SuppressionReason: String, Hashable, Sendable, Codable {
    case complaint, unknownUser, hardBounces, softBounces, erased

    /// Whether the person lifts it by asking for mail again. The other reasons are about the mailbox, or their own
    /// protest: an operator lifts those.
    public var endsWithNewWish: Bool { self == .erased }
}

/// A mail that came back from one mailbox.
public struct Bounce: Hashable, Sendable {
    /// What it says of the mailbox.
    public let kind: BounceKind
    /// Milliseconds since 1970.
    public let at: Int64

    /// A bounce.
    public init(_ kind: BounceKind, at: Int64) {
        self.kind = kind
        self.at = at
    }
}

/// When bounces end in suppression: an unknown user at once, three hard ones, or three soft ones in a row that span 14
/// days. A complaint counts at once.
public enum SuppressionRule {
    private static let hardLimit = 3
    private static let softLimit = 3
    private static let softSpan: Int64 = 14 * 86_400_000

    /// - Parameters:
    ///   - bounces: of one address, oldest first, since it was last released.
    ///   - accepted: when mail to it was last accepted, milliseconds since 1970.
    public static func reason(after bounces: [Bounce], accepted: Int64?) -> SuppressionReason? {
        if bounces.contains(where: { $0.kind == .unknownUser }) { return .unknownUser }
        if bounces.count(where: { $0.kind == .hard }) >= hardLimit { return .hardBounces }
        let row = bounces.filter { $0.kind == .soft && $0.at > accepted ?? .min }
        guard row.count >= softLimit, let first = row.first, let last = row.last,
            last.at - first.at >= softSpan
        else { return nil }
        return .softBounces
    }
}
