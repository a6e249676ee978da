// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Subscribers

/// Why the people desk does not do what was asked. Nothing was changed.
public enum PeopleFault: Error, Hashable, Sendable {
    // MARK: Addresses

    /// That text is no e-mail address.
    case notAnAddress(String, InvalidAddress)
    /// That text is no domain.
    case notADomain(String, InvalidAddress)
    /// Nobody has that address.
    case nobody(EmailAddress)
    /// Somebody had that address, and has another now.
    case formerAddress(EmailAddress, now: EmailAddress)
    /// The address must not be mailed, and why.
    case suppressed(String, reason: String)
    /// It is not suppressed.
    case notSuppressed(String)
    /// Something of an address that was erased is left in pages that another process uses.
    case tracesLeft(EmailAddress)

    // MARK: Attributes and sections

    /// That text cannot name an attribute.
    case notAName(String)
    /// That text is not `name=value`.
    case notAPair(String)
    /// There is no attribute of that name.
    case noSuchAttribute(String)
    /// There is no attribute of that name to be removed from somebody; with the one that was most likely meant.
    case nothingToRemove(String, nearest: String?)
    /// There is no attribute of that name yet; with the one that was most likely meant.
    case newAttribute(String, nearest: String?)
    /// A value cannot be what a person has under that word.
    case unfit(String, fault: String)
    /// A value is not of the type that an attribute has.
    case notOfType(String, AttributeType, attribute: String)
    /// Readers cannot do without that section; with those that they can do without.
    case notOptional(section: String, optional: [String])
}
