// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Finds the message of a mailing.
public protocol MessageSource: Sendable {
    /// The frozen message; asked for again when it does not serve a delivery.
    func message(of mailing: MailingID) async throws(UnreadableMessage) -> any PersonalMessage
}
