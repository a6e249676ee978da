// SPDX-License-Identifier: Apache-2.0

/// Why a record cannot be judged.
public enum SPFFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// A domain has so many records (RFC 7208 §4.5).
    case several(String, Int)
    /// A term of a domain's record is none.
    case syntax(String, term: String, why: String)
    /// `include` or `redirect` names a domain without a record (RFC 7208 §5.2, §6.1).
    case noRecord(String)
    /// Domains include each other.
    case loop(String)
    /// Judging it takes more than so many questions (RFC 7208 §4.6.4).
    case tooManyLookups(Int)
    /// More than so many questions have no answer (RFC 7208 §4.6.4).
    case tooManyVoids(Int)
    /// A domain has more than so many MX records (RFC 7208 §4.6.4).
    case tooManyExchanges(String, Int)
    /// DNS could not be asked for a name.
    case unknown(String, LookupFault)

    /// What receivers call it.
    var result: SPFResult { if case .unknown = self { .temporaryError } else { .permanentError } }

    /// One clause.
    public var description: String {
        switch self {
        case .several(let domain, let count): "\(domain) has \(count) SPF records, and may have one"
        case .syntax(let domain, let term, let why): "the record of \(domain) says “\(term)”, which \(why)"
        case .noRecord(let domain): "it refers to \(domain), which has no SPF record"
        case .loop(let domain): "it comes back to \(domain) by its own includes"
        case .tooManyLookups(let most): "judging it takes more than \(most) questions to DNS"
        case .tooManyVoids(let most): "more than \(most) of the names in it are not in DNS"
        case .tooManyExchanges(let domain, let most): "\(domain) has more than \(most) MX records"
        case .unknown(let name, let fault): "\(name) is not known: \(fault)"
        }
    }
}
