/// What a domain wants done with mail that only says it is from there (RFC 7489 §6.3).
public struct DMARCRecord: Hashable, Sendable {
    /// What receivers are asked to do.
    public enum Policy: String, Hashable, Sendable {
        case none, quarantine, reject
    }

    /// How alike two domains must be (RFC 7489 §3.1).
    public enum Alignment: String, Hashable, Sendable {
        /// The same organisational domain.
        case relaxed = "r"
        /// The same name.
        case strict = "s"

        /// Whether `domain` stands for mail from `author`.
        public func holds(_ domain: String, for author: String) -> Bool {
            let (domain, author) = (domain.lowercased(), author.lowercased())
            return domain == author
                || self == .relaxed && OrganisationalDomain.of(domain) == OrganisationalDomain.of(author)
        }

        /// One word.
        public var word: String { self == .strict ? "strict" : "relaxed" }
    }

    /// `p=`.
    public let policy: Policy
    /// `sp=`: for subdomains without a record of their own.
    public let subdomainPolicy: Policy
    /// `adkim=`: of a signature's `d=`.
    public let dkim: Alignment
    /// `aspf=`: of the return path's domain.
    public let spf: Alignment
    /// `pct=`: the share of mail that the policy is for.
    public let percent: Int
    /// Whether reports are asked for (`rua=`).
    public let asksForReports: Bool

    /// Whether a TXT record means to be one.
    static func isMeant(_ record: [UInt8]) -> Bool {
        let start = record.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != 0x20 && $0 != 0x09 }
        return Array(start) == Array("v=DMARC1".utf8)
    }

    init(_ record: [UInt8]) throws(RecordFault) {
        guard Self.isMeant(record) else { throw .version("DMARC1") }
        let tags = try TagList(record)
        asksForReports = tags["rua"].map { !$0.isEmpty } ?? false
        // A record with reports and without a policy that can be read is one of `none` (RFC 7489 §6.6.3).
        if let policy: Policy = try Self.value(tags, "p") {
            self.policy = policy
        } else if asksForReports {
            policy = .none
        } else {
            throw .missing("p")
        }
        subdomainPolicy = try Self.value(tags, "sp") ?? policy
        dkim = try Self.value(tags, "adkim") ?? .relaxed
        spf = try Self.value(tags, "aspf") ?? .relaxed
        percent = try Self.percent(tags)
    }

    private static func value<Word: RawRepresentable<String>>(
        _ tags: TagList, _ name: String
    ) throws(RecordFault) -> Word? {
        guard let text = tags[name] else { return nil }
        guard let word = Word(rawValue: text.lowercased()) else {
            throw .value(tag: name, PrintableText.of(text.utf8))
        }
        return word
    }

    private static func percent(_ tags: TagList) throws(RecordFault) -> Int {
        guard let text = tags["pct"] else { return 100 }
        guard let percent = Int(text), (0...100).contains(percent) else {
            throw .value(tag: "pct", PrintableText.of(text.utf8))
        }
        return percent
    }
}
