// SPDX-License-Identifier: Apache-2.0

/// What a mailing is for, as `mailing.purpose` holds it.
enum MailingPurpose: Int {
    /// It brings an edition to a list.
    case edition = 0
    /// It asks those who want a list to confirm that, and has no edition.
    case confirmation = 1
}
