// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import Subscribers

/// Whether a text is an address that mail can be sent to.
public struct AddressVerdict: Sendable {
    /// As it was given.
    public let text: String
    /// As it is kept; nil when it is none.
    public let address: EmailAddress?
    /// Why it is none, or what is odd about it; a clause.
    public let reason: String?

    /// Whether it is one.
    public var isValid: Bool { address != nil }

    /// Judges a text.
    public init(_ text: String) {
        self.text = text
        do throws(InvalidAddress) {
            let address = try EmailAddress(text)
            self.address = address
            reason = AddressAdvice.warnings(address).first
        } catch {
            address = nil
            reason = error.description
        }
    }
}
