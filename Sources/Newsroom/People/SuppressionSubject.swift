// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Whom a suppression is about.
public enum SuppressionSubject: Hashable, Sendable {
    case address(EmailAddress)
    case domain(String)

    /// Reads an address, or a domain behind an `@`.
    public init(_ text: String) throws(PeopleFault) {
        guard text.hasPrefix("@") else {
            self = .address(try PeopleDesk.address(text))
            return
        }
        do throws(InvalidAddress) { self = .domain(try EmailAddress("a\(text)").domain) } catch {
            throw PeopleFault.notADomain(text, error)
        }
    }
}
