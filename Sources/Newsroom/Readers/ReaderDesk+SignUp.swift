// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import Sender
public import Subscribers

extension ReaderDesk {
    /// A list that strangers can ask for: what it is called; nil for any other name.
    public func publicList(_ name: String) async throws -> MailingList? {
        try await newsroom.people.lists().first { $0.name == name && $0.isPublic }
    }

    /// The answer to a stranger's wish. It does not tell whether the address is known or must not be mailed.
    public enum SignUp: Hashable, Sendable {
        case taken
        /// Taken, but nobody is mailed until an operator says so: the list is asked for too often.
        case held
        /// Not taken: their network made too many.
        case tooMany
    }

    /// Takes a stranger's wish for a list.
    /// - Parameter network: where they are; nil when that is not known, or is a proxy of ours.
    public func signUp(
        _ address: EmailAddress, firstName: TypedName, to list: MailingList, because evidence: Evidence,
        from network: ClientNetwork? = nil
    ) async throws -> SignUp {
        guard mayAsk(network) else { return .tooMany }
        let row = ImportRow(address: address, firstName: firstName.text)
        let addition = try await newsroom.people.add(row, to: list.name, because: evidence, by: .stranger)
        guard case .held = addition else { return .taken }
        return .held
    }
}
