/// Why an address must not be mailed. The words are the store's; a reason that an operator wrote is none of them.
public enum SuppressionReason: String, Hashable, Sendable, Codable {
    case complaint, unknownUser, hardBounces, softBounces, erased

    /// Whether the person lifts it by asking for mail again. The other reasons are about the mailbox, or their own
    /// protest: an operator lifts those.
    public var endsWithNewWish: Bool { self == .erased }
}
