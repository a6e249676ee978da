// SPDX-License-Identifier: Apache-2.0
public import Composer
public import MailFormat
public import Sender

/// Why the mailing desk does not do what was asked. Nothing was changed.
public enum MailingFault: Error, Hashable, Sendable {
    /// No mailing has that number.
    case noSuchMailing(MailingID)
    /// It was not published; with its state, where that says why.
    case notPublished(MailingID, MailingState?)
    /// A planned mailing cannot be planned for a time that is past.
    case pastPlan(Int64, in: NamedZone)
    /// It asks for confirmations, and has no edition.
    case noEdition(MailingID, amending: Bool)
    /// It is cancelled: nothing can be made due again.
    case cancelled(MailingID)
    /// A mailing is still being sent by a fleet.
    case lent(MailingID)
    /// Somebody cancelled it while it was to be published.
    case cancelledMeanwhile(MailingID)
    /// It is not going out, and cannot be amended.
    case notGoingOut(MailingID, MailingState)
    /// The mailing is not planned, but in that state.
    case notPlanned(MailingID, MailingState)
    /// A rule made the edition, and nobody approved it as it is; with the latest approval.
    case notApproved(EditionID, Approval?)
    /// A sender holds deliveries of it.
    case heldBySender(MailingID)
    /// It was planned for a time that is past by so many milliseconds, and is held. With that time in milliseconds since 1970,
    /// whose clock it was planned by, and what kept it from being published.
    case late(MailingID, at: Int64, zone: String, by: Int64, because: String?)
    /// The time to publish is past: milliseconds since 1970, as the clocks of a zone show it.
    case past(Int64, in: NamedZone)
    /// A share of its readers was to get a mailing first whose readers' clocks say when they get it.
    case canaryInWaves
    /// Everybody should have it by a time, and it should be done so long after it began.
    case twoDeadlines
    /// The clocks of all readers of a list have shown the time, and they are to be left out.
    case everybodyIsPast(CivilTime, readers: String)
    /// The proof was to be overridden without a reason.
    case noReason
    /// An edition of one publication was to go to a list that gets another.
    case otherPublication(EditionID, of: String, list: String, gets: String)
    /// It has no delivery to that address.
    case noDelivery(MailingID, to: EmailAddress)
    /// The copy is on the wire.
    case beingSent(MailingID, to: EmailAddress)
    /// No copy was sent; with the state of the delivery.
    case nothingSent(MailingID, to: EmailAddress, DeliveryState)
}
