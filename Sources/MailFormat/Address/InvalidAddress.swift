// SPDX-License-Identifier: Apache-2.0

/// Why a text is not an address mail can be sent to.
public enum InvalidAddress: Error, Hashable, Sendable, CustomStringConvertible {
    case empty, tooLong, noAtSign
    /// A space, a control or format character, or one that no program shows, outside ASCII.
    case hiddenCharacter
    case localPart, quotedLocalPart
    case domain, addressLiteral

    /// A phrase for a report: "no @ in it".
    public var description: String {
        switch self {
        case .empty: "empty"
        case .tooLong: "longer than 254 characters"
        case .noAtSign: "no @ in it"
        case .hiddenCharacter: "has a space, a control character or an invisible character in it"
        case .localPart: "the part before the @ is not valid"
        case .quotedLocalPart: "the part before the @ is in quotation marks, which are not supported"
        case .domain: "the part after the @ is not a domain name"
        case .addressLiteral: "the part after the @ is a network address in brackets, not a domain name"
        }
    }
}
