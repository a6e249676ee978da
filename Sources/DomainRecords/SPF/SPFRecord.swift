// SPDX-License-Identifier: Apache-2.0

/// Which hosts may send mail for a domain (RFC 7208 §4.5, §12).
struct SPFRecord: Hashable, Sendable {
    /// What a match means (RFC 7208 §4.6.2).
    enum Qualifier: Character {
        case pass = "+"
        case fail = "-"
        case softFail = "~"
        case neutral = "?"

        var result: SPFResult {
            switch self {
            case .pass: .pass
            case .fail: .fail
            case .softFail: .softFail
            case .neutral: .neutral
            }
        }
    }

    /// A domain of the record's own, or one it names, with macros in it; and how many bits must be the same.
    struct Target: Hashable {
        var domain: String?
        var bits4 = 32
        var bits6 = 128
    }

    /// What a host is compared with (RFC 7208 §5).
    enum Mechanism: Hashable {
        case all
        case include(String)
        case a(Target)
        case mx(Target)
        case ptr
        case ip(IPAddress, bits: Int)
        case exists(String)
    }

    struct Directive: Hashable {
        let qualifier: Qualifier
        let mechanism: Mechanism
        /// As it was written.
        let text: String
    }

    private(set) var directives: [Directive] = []
    /// Whose record counts when nothing matched.
    private(set) var redirect: String?

    /// Why a record says nothing.
    struct Fault: Error, Hashable {
        let term: String
        let why: String
    }

    /// Whether a TXT record means to be one.
    static func isMeant(_ record: [UInt8]) -> Bool {
        let version = Array("v=spf1".utf8)
        return record.prefix(version.count).map { $0 | 0x20 } == version.map { $0 | 0x20 }
            && (record.count == version.count || record[version.count] == 0x20)
    }

    /// - Parameter record: one that means to be one.
    init(_ record: [UInt8]) throws(Fault) {
        var hasExplanation = false
        for bytes in record.split(separator: 0x20).dropFirst() {
            let shown = PrintableText.of(bytes)
            guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw Fault(term: shown, why: "holds bytes that no term has")
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if let (name, value) = SPFTerm.modifier(text) {
                switch name {
                case "redirect":
                    guard redirect == nil else { throw Fault(term: shown, why: "stands twice") }
                    redirect = try SPFTerm.domain(value, of: shown)
                case "exp":
                    guard !hasExplanation else { throw Fault(term: shown, why: "stands twice") }
                    hasExplanation = true
                default: continue
                }
            } else {
                directives.append(try SPFTerm.directive(text))
            }
        }
    }

    /// Nothing behind `all` is looked at, and with it `redirect` means nothing (RFC 7208 §5.1, §6.1).
    var endsWithAll: Bool { directives.contains { $0.mechanism == .all } }
}
