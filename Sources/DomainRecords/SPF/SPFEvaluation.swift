// SPDX-License-Identifier: Apache-2.0

/// Compares a host with a domain's record, as receivers do (`check_host`, RFC 7208 §4).
public struct SPFEvaluation {
    /// How much it may take.
    struct Limits {
        var lookups = 10
        var voids = 2
        var exchanges = 10
    }

    private let names: any NameService
    private let sender: String
    /// The host; nil for one that nothing in particular was said of.
    private let address: IPAddress?
    private let limits: Limits
    private var report = SPFReport()
    private var voids = 0
    /// Whose records are being read, the first one first.
    private var chain: [String] = []

    private init(_ sender: String, _ address: IPAddress?, _ limits: Limits, _ names: any NameService) {
        (self.sender, self.address, self.limits, self.names) = (sender, address, limits, names)
    }

    /// What receivers would make of a host.
    /// - Parameter domain: of the return path, in lower case ASCII.
    public static func check(
        _ address: IPAddress, for domain: String, _ names: any NameService
    ) async -> SPFReport {
        var evaluation = SPFEvaluation(domain, address, Limits(), names)
        return await evaluation.run()
    }

    /// More lookups than any record that somebody wrote by hand.
    private static let surveyed = 40

    /// What receivers would make of a stranger, of whom they ask all that the record says: its syntax, and the most questions
    /// it can take.
    public static func survey(_ domain: String, _ names: any NameService) async -> SPFReport {
        var evaluation = SPFEvaluation(domain, nil, Limits(lookups: surveyed), names)
        return await evaluation.run()
    }

    /// What receivers put up with.
    public static let mostLookups = Limits().lookups

    private mutating func run() async -> SPFReport {
        do throws(SPFFault) {
            report.result = try await check(sender) ?? .none
        } catch {
            report.result = error.result
            report.fault = error
        }
        return report
    }

    /// - Returns: nil for a domain without a record.
    private mutating func check(_ domain: String) async throws(SPFFault) -> SPFResult? {
        guard !chain.contains(domain) else { throw .loop(PrintableText.of(domain)) }
        chain.append(domain)
        defer { chain.removeLast() }
        guard let record = try await record(of: domain) else { return nil }
        for directive in record.directives {
            guard try await matches(directive, domain) else { continue }
            report.term = PrintableText.of(directive.text)
            return directive.qualifier.result
        }
        guard let redirect = record.redirect, !record.endsWithAll else { return .neutral }
        try count()
        guard let target = expanded(redirect, domain) else { return .neutral }
        guard let result = try await check(target) else { throw .noRecord(PrintableText.of(target)) }
        return result
    }

    private func record(of domain: String) async throws(SPFFault) -> SPFRecord? {
        let answer = await names.texts(at: domain)
        if case .failed(let fault) = answer { throw .unknown(PrintableText.of(domain), fault) }
        let records = answer.records.filter(SPFRecord.isMeant)
        guard records.count <= 1 else { throw .several(PrintableText.of(domain), records.count) }
        guard let text = records.first else { return nil }
        do {
            return try SPFRecord(text)
        } catch {
            throw .syntax(PrintableText.of(domain), term: error.term, why: error.why)
        }
    }

    private mutating func matches(
        _ directive: SPFRecord.Directive, _ domain: String
    ) async throws(SPFFault) -> Bool {
        switch directive.mechanism {
        case .all: return true
        case .ip(let network, let bits): return address?.shares(first: bits, with: network) ?? false
        case .include(let text):
            try count()
            guard let target = expanded(text, domain) else { return false }
            let term = report.term
            let result = try await check(target)
            report.term = term
            guard let result else { throw .noRecord(PrintableText.of(target)) }
            return result == .pass
        case .a(let target):
            try count()
            guard let name = expanded(target.domain ?? domain, domain) else { return false }
            return holds(target, try await addresses(of: name))
        case .mx(let target):
            try count()
            guard let name = expanded(target.domain ?? domain, domain) else { return false }
            return try await isExchange(target, of: name)
        case .exists(let text):
            try count()
            guard let name = expanded(text, domain) else { return false }
            let answer = await names.addresses(of: name, .ipv4)
            return try !known(answer, name).isEmpty
        case .ptr:
            try count()
            note(
                "“\(PrintableText.of(directive.text))” should not be used (RFC 7208 §5.5) and is not judged here"
            )
            return false
        }
    }

    private mutating func isExchange(_ target: SPFRecord.Target, of name: String) async throws(SPFFault)
        -> Bool
    {
        let exchanges = try known(await names.exchanges(of: name), name)
        guard exchanges.count <= limits.exchanges else {
            throw .tooManyExchanges(PrintableText.of(name), limits.exchanges)
        }
        guard address != nil else { return false }
        for exchange in exchanges where !exchange.host.isEmpty {
            if holds(target, try await addresses(of: exchange.host)) { return true }
        }
        return false
    }

    private func holds(_ target: SPFRecord.Target, _ found: [IPAddress]) -> Bool {
        guard let address else { return false }
        let bits = address.family == .ipv4 ? target.bits4 : target.bits6
        return found.contains { address.shares(first: bits, with: $0) }
    }

    /// Of the host's kind (RFC 7208 §5.3). Of an unknown host both kinds are asked for, and one answer is enough.
    private mutating func addresses(of name: String) async throws(SPFFault) -> [IPAddress] {
        if let address { return try known(await names.addresses(of: name, address.family), name) }
        let first = await names.addresses(of: name, .ipv4)
        return try known(first.isVoid ? await names.addresses(of: name, .ipv6) : first, name)
    }

    private mutating func known<Record>(
        _ answer: Answer<Record>, _ name: String
    ) throws(SPFFault) -> [Record] {
        if case .failed(let fault) = answer { throw .unknown(PrintableText.of(name), fault) }
        if answer.isVoid {
            voids += 1
            guard voids <= limits.voids else { throw .tooManyVoids(limits.voids) }
        }
        return answer.records
    }

    private mutating func count() throws(SPFFault) {
        report.lookups += 1
        guard report.lookups <= limits.lookups else { throw .tooManyLookups(limits.lookups) }
    }

    /// A name to ask for; nil, with a note, when it holds a macro without a value.
    private mutating func expanded(_ text: String, _ domain: String) -> String? {
        do {
            let values = SPFMacro.Values(domain: domain, sender: sender, address: address)
            return try SPFMacro.expanded(text, values).lowercased()
        } catch {
            if address != nil || !"iv".contains(error.letter.lowercased()) {
                note("“\(PrintableText.of(text))” is not judged: %{\(error.letter)} has no value here")
            }
            return nil
        }
    }

    private mutating func note(_ text: String) {
        if !report.notes.contains(text), report.notes.count < 20 { report.notes.append(text) }
    }
}
