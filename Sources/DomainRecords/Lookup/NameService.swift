/// What DNS says of a name. Every question ends within a bounded time.
public protocol NameService: Sendable {
    /// The TXT records, each with its strings joined (RFC 6376 §3.6.2.2, RFC 7208 §3.3).
    func texts(at name: String) async -> Answer<[UInt8]>
    /// The MX records, the most preferred first.
    func exchanges(of name: String) async -> Answer<MailExchange>
    /// The A or AAAA records.
    func addresses(of name: String, _ family: IPAddress.Family) async -> Answer<IPAddress>
}

/// A host that takes mail for a domain (RFC 5321 §5.1).
public struct MailExchange: Hashable, Sendable {
    /// The smallest is tried first.
    public let preference: Int
    /// In lower case; empty for a domain that takes no mail (RFC 7505).
    public let host: String

    /// A host and its preference.
    public init(preference: Int, host: String) {
        self.preference = preference
        self.host = host
    }
}

/// What came of a question.
public enum Answer<Record: Hashable & Sendable>: Hashable, Sendable {
    /// At least one.
    case records([Record])
    /// The name is there and has no records of the kind.
    case noRecords
    /// There is no such name.
    case noName
    /// Nothing is known.
    case failed(LookupFault)

    /// Empty when there are none, or none are known.
    public var records: [Record] {
        if case .records(let records) = self { records } else { [] }
    }

    /// That there are none.
    var isVoid: Bool { self == .noRecords || self == .noName }
}

/// Why nothing is known of a name.
public enum LookupFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// No server answered in time.
    case timedOut
    /// No server could be reached.
    case unreachable
    /// The servers could not find out (SERVFAIL): often a domain's own servers are down, or its DNSSEC is broken.
    case serverFailed
    /// The servers did not want to answer.
    case refused
    /// What came is no answer.
    case garbled
    /// c-ares could not do it.
    case other(String)

    /// One clause.
    public var description: String {
        switch self {
        case .timedOut: "no name server answered in time"
        case .unreachable: "no name server can be reached"
        case .serverFailed: "the name servers could not find out (SERVFAIL)"
        case .refused: "the name servers refused to answer"
        case .garbled: "what the name servers sent is no answer"
        case .other(let what): "the question could not be asked: \(what)"
        }
    }
}
