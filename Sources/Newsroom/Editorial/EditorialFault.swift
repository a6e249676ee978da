// SPDX-License-Identifier: Apache-2.0
public import Composer
public import MailFormat
public import Sender

/// Why the editorial desk does not do what was asked. Nothing was changed.
public enum EditorialFault: Error, Hashable, Sendable {
    // MARK: Articles

    /// No article has that slug; with the one that was most likely meant.
    case noSuchArticle(String, nearest: String?)
    /// The article of that slug had no text as that revision.
    case noSuchText(String, revision: Int)
    /// A mailing that is planned carries the article of that slug. With its time in milliseconds since 1970, and whose clock
    /// it was planned by.
    case articlePlanned(String, in: MailingID, of: EditionID, at: Int64, zone: String)
    /// No article is newer than the last edition.
    case nothingNew

    /// Somebody changed the article of that slug at the same time.
    case articleSavedMeanwhile(String)

    /// A picture cannot be had.
    case noPicture(MediaDesk.Trouble)

    // MARK: Editions

    /// No edition has that number.
    case noSuchEdition(EditionID)
    /// The edition never was that revision.
    case noSuchRevision(EditionID, Int)
    /// It has no subject.
    case noSubject
    /// Mailings that have not gone out carry the edition.
    case carried(EditionID, by: [MailingID])
    /// The edition went out.
    case wentOut(EditionID)
    /// The edition did not go out.
    case notOut(EditionID)
    /// Somebody saved the edition at the same time.
    case savedMeanwhile(EditionID)
    /// Others saved the edition each time it was tried.
    case contested(EditionID)
    /// A time was said without whose clock shows it, and the publication names none.
    case noZone(time: String)

    // MARK: Publications

    /// There is no publication of that name; the file would say who it is.
    case noSuchPublication(String, file: String)
    /// No publication can have that name.
    case notAPublicationName(String)
    /// There is a directory of a publication of that name.
    case publicationExists(String, at: String)
    /// A list of a publication's name gets another's editions.
    case listOfOther(String, gets: String)
    /// There is no theme of that name; with those there are.
    case noSuchTheme(String, known: [String])
    /// What was said under that word cannot stand in a publication's file.
    case unfit(String, fault: String)
    /// The colour cannot be a publication's accent.
    case accent(String, Brand.AccentFault)
}
