// SPDX-License-Identifier: Apache-2.0
import Subscribers

/// What a mailing is for, as `mailing.purpose` holds it.
enum MailingPurpose: Int {
    /// It brings an edition to a list.
    case edition = 0
    /// It asks those who want a list to confirm that, and has no edition.
    case confirmation = 1
    /// It asks those who want another address at the one they have, and has no edition.
    case formerAddress = 2
    /// It asks for the same at the address they want, and has no edition.
    case newAddress = 3

    /// Where its readers stand with its list.
    var readers: SubscriptionStatus { Self.toUnconfirmed.contains(self) ? .unconfirmed : .active }

    /// Those whose readers have not confirmed that they want its list.
    static let toUnconfirmed: [MailingPurpose] = [.confirmation, .newAddress]
}
