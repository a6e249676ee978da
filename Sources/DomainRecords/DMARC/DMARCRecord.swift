// SPDX-License-Identifier: Apache-2.0

/// What a domain wants done with mail that only says it is from there (RFC 9989 §4.7).
public struct DMARCRecord: Hashable, Sendable {
    /// What receivers are asked to do.
    public enum Policy: String, Hashable, Sendable {
        case none, quarantine, reject

        /// One level below, as a record in testing asks for (`t=y`).
        var milder: Policy { self == .reject ? .quarantine : .none }
    }

    /// How alike two domains must be (RFC 9989 §4.4.1, §4.4.2).
    public enum Alignment: String, Hashable, Sendable {
        /// The same organisational domain.
        case relaxed = "r"
        /// The same name.
        case strict = "s"

        /// One word.
        public var word: String { self == .strict ? "strict" : "relaxed" }
    }

    /// `psd=`: whether others register domains below this one.
    public enum SuffixMark: String, Hashable, Sendable {
        case yes = "y"
        case no = "n"
        case unknown = "u"
    }

    /// `p=`.
    public let policy: Policy
    /// `sp=`: for subdomains without a record of their own.
    public let subdomainPolicy: Policy
    /// `np=`: for subdomains that do not exist.
    public let absentPolicy: Policy
    /// `adkim=`: of a signature's `d=`.
    public let dkim: Alignment
    /// `aspf=`: of the return path's domain.
    public let spf: Alignment
    /// `psd=`.
    public let suffix: SuffixMark
    /// `t=`: receivers are asked for the next milder policy.
    public let isTest: Bool
    /// Whether reports are asked for (`rua=` with an address that is one).
    public let asksForReports: Bool
    /// What is taken for missing or unsaid: tags that mean nothing, and those that RFC 9989 has no more.
    public let ignored: [String]

    /// Whether a TXT record means to be one.
    static func isMeant(_ record: [UInt8]) -> Bool {
        let start = record.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != 0x20 && $0 != 0x09 }
        return Array(start) == Array("v=DMARC1".utf8)
    }

    private static let removed = ["pct", "rf", "ri"]

    /// - Throws: when receivers have nothing to go by: a policy is missing or means nothing, and no reports are asked for. With
    ///   reports such a record is one of `none` (§4.10.1).
    init(_ record: [UInt8]) throws(RecordFault) {
        guard Self.isMeant(record) else { throw .version("DMARC1") }
        let tags = try TagList(record)
        var ignored: [String] = []
        func word<Word: RawRepresentable<String>>(_ name: String) -> Word? {
            guard let text = tags[name] else { return nil }
            let word = Word(rawValue: text.lowercased())
            if word == nil { ignored.append("\(name)=\(PrintableText.of(text.utf8))") }
            return word
        }
        asksForReports =
            tags["rua"].map { $0.utf8.split(separator: UInt8(ascii: ",")).contains(where: Self.isAddress) }
            ?? false
        let said: Policy? = word("p")
        let (sub, absent): (Policy?, Policy?) = (word("sp"), word("np"))
        if let said, ignored.isEmpty {
            policy = said
            subdomainPolicy = sub ?? said
            absentPolicy = absent ?? subdomainPolicy
        } else if asksForReports {
            (policy, subdomainPolicy, absentPolicy) = (.none, .none, .none)
        } else {
            throw Self.fault(of: tags)
        }
        dkim = word("adkim") ?? .relaxed
        spf = word("aspf") ?? .relaxed
        suffix = word("psd") ?? .unknown
        let test: Switch? = word("t")
        isTest = test == .yes
        ignored += Self.removed.compactMap { name in
            tags[name].map { "\(name)=\(PrintableText.of($0.utf8))" }
        }
        self.ignored = ignored
    }

    private enum Switch: String {
        case yes = "y"
        case no = "n"
    }

    /// What keeps a record from being one, the first of it.
    private static func fault(of tags: TagList) -> RecordFault {
        for name in ["p", "sp", "np"] {
            guard let text = tags[name] else { continue }
            guard Policy(rawValue: text.lowercased()) == nil else { continue }
            return .value(tag: name, PrintableText.of(text.utf8))
        }
        return .missing("p")
    }

    /// Whether a report could be sent there: a URI, and with `mailto:` an address. A size behind “!” is from
    /// RFC 7489.
    private static func isAddress(_ text: some Collection<UInt8>) -> Bool {
        let uri: ArraySlice<UInt8> = text.filter { $0 != 0x20 && $0 != 0x09 }.prefix {
            $0 != UInt8(ascii: "!")
        }
        guard let colon = uri.firstIndex(of: UInt8(ascii: ":")), colon > uri.startIndex else { return false }
        let rest = uri[(colon + 1)...]
        guard uri.allSatisfy({ (0x21...0x7E).contains($0) }), !rest.isEmpty else { return false }
        guard String(decoding: uri[..<colon], as: UTF8.self).lowercased() == "mailto" else { return true }
        let parts = rest.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
    }
}
