// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// The port through which mailings are planned and published. Whatever engine carries a mailing later, it is published where
/// people and their consent are.
///
/// Every call is one durable transaction: when it returns, a crash loses nothing of it; when it throws, nothing of it happened.
/// A segment crosses as its text, and is read again when it is asked.
public protocol MailingPublishing: Sendable {
    /// Plans a mailing.
    /// - Parameters:
    ///   - publishAt: milliseconds since 1970; nil for now.
    ///   - zone: the time zone that was meant: an IANA name.
    ///   - segment: who of the list gets it; nil for everyone.
    ///   - terms: how long it is of use, when it should be done, whom it goes to first, and what stops it.
    ///   - override: why it may go out against the proof, or once more.
    ///   - overridden: the findings of the proof that this is said of, as JSON.
    /// - Throws: when the edition goes to the list already and nothing overrides it, when there is no such list, and when the
    ///   segment asks for what is not there.
    func schedule(
        edition: EditionID, list: String, publishAt: Int64?, zone: String, segment: String?,
        terms: MailingTerms, override: String?, overridden: String?
    ) async throws -> MailingID

    /// Publishes a planned mailing: its message is frozen, and everyone on the list who may be mailed gets a delivery, with the
    /// version that leaves out what they do without. Who would be left with no story gets none. The commit is the instant of
    /// publication.
    /// - Parameters:
    ///   - sections: those of the edition that readers can do without.
    ///   - silent: choices among them that leave no story.
    ///   - waves: when readers of each zone get it, with one of the empty zone for those of no known one; empty when it goes out to
    ///     all at once. How many they are is counted anew.
    ///   - overridden: findings of the proof it is published against, as JSON.
    /// - Returns: the audience, or nil when it was published or cancelled meanwhile.
    /// - Throws: when there is nobody: what is sent to nobody would keep the edition from being sent.
    func publish(
        _ mailing: MailingID, _ message: FrozenMessage, optional sections: [String],
        silent: [Set<String>], waves: [Wave], overridden: String?
    ) async throws -> Int?

    /// How many readers a mailing would reach now, by their zone as it is kept.
    /// - Parameter segment: who of the list is meant; nil for everyone.
    func zones(on list: String, in segment: String?) async throws -> [String: Int]

    /// Whether somebody on a list would get a mailing now.
    /// - Parameter segment: who of the list is meant; nil for everyone.
    /// - Throws: when the segment asks for what is not there any more.
    func hasReaders(on list: String, in segment: String?) async throws -> Bool

    /// Keeps why a planned mailing could not be published as things stand; nil when it could.
    /// - Returns: whether that is another reason than before.
    func note(_ reason: String?, of mailing: MailingID) async throws -> Bool

    /// Lets a planned mailing wait for an operator; false when it does already, or is planned no more.
    func holdBack(_ mailing: MailingID, because reason: String) async throws -> Bool

    /// Forgets a planned mailing as if it had never been; one that was published stays.
    func discard(_ mailing: MailingID) async throws
}
