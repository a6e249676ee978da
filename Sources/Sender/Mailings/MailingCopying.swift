// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// The port that knows what copies are made from, so that one can be made again. It changes nothing: a worker notes what it
/// makes copies with through `Outbox.note`.
public protocol MailingCopying: Sendable {
    /// What was frozen when a mailing was published, with the versions of every amendment behind; nil while it is not published.
    func message(of mailing: MailingID) async throws -> FrozenMessage?

    /// The version of a mailing that somebody got or will get; nil when they are none of its audience.
    func version(of mailing: MailingID, for subscriber: SubscriberID) async throws -> Int?

    /// What the copy that a subscriber got last was made from; nil when they are none of the audience.
    func copy(of mailing: MailingID, for subscriber: SubscriberID) async throws -> CopyRecord?

    /// Everything that a mailing's copies were made with by one run or another.
    func recipes(of mailing: MailingID) async throws -> [RecipeID: CopyRecipe]
}
