// SPDX-License-Identifier: Apache-2.0

/// What DNS says of a domain's DMARC policy (RFC 9989 §4.10).
public enum DMARCDiscovery: Hashable, Sendable {
    /// The record at a name, and what it asks for mail from the domain.
    case found(DMARCRecord, at: String, policy: DMARCRecord.Policy)
    /// Neither the domain nor one above it has one.
    case none
    /// There are so many at a name, and receivers take none.
    case several(Int, at: String)
    /// The record at a name says nothing.
    case unreadable(RecordFault, at: String)
    /// DNS could not be asked for a name.
    case unknown(LookupFault, at: String)

    /// Looks at the domain, then at those above it.
    /// - Parameter domain: of From, in lower case ASCII.
    public static func of(_ domain: String, _ names: any NameService) async -> DMARCDiscovery {
        let walk = await DMARCTreeWalk.of(domain, names)
        // What stands at the domain itself is to be mended there, whatever those above it say.
        if let first = walk.stops.first, let fault = fault(first.stop, at: first.domain) { return fault }
        if let own = walk.records.first, own.domain == domain {
            return found(own.record, at: domain, own.record.policy)
        }
        if let fault = walk.fault { return .unknown(fault.0, at: "_dmarc.\(fault.at)") }
        let organisation = walk.organisation
        guard let place = walk.records.first(where: { $0.domain == organisation }) ?? walk.records.last else {
            return walk.stops.lazy.compactMap { fault($0.stop, at: $0.domain) }.first ?? .none
        }
        let isThere = await exists(domain, names)
        return found(
            place.record, at: place.domain, isThere ? place.record.subdomainPolicy : place.record.absentPolicy
        )
    }

    private static func found(
        _ record: DMARCRecord, at domain: String, _ policy: DMARCRecord.Policy
    ) -> DMARCDiscovery {
        .found(record, at: "_dmarc.\(domain)", policy: record.isTest ? policy.milder : policy)
    }

    private static func fault(_ stop: DMARCTreeWalk.Stop, at domain: String) -> DMARCDiscovery? {
        switch stop {
        case .record, .nothing: nil
        case .several(let count): .several(count, at: "_dmarc.\(domain)")
        case .unreadable(let fault): .unreadable(fault, at: "_dmarc.\(domain)")
        case .unknown(let fault): .unknown(fault, at: "_dmarc.\(domain)")
        }
    }

    /// A domain without MX and addresses counts as none (§3.2.13). What DNS does not tell is taken for there.
    private static func exists(_ domain: String, _ names: any NameService) async -> Bool {
        if !(await names.exchanges(of: domain).isVoid) { return true }
        if !(await names.addresses(of: domain, .ipv4).isVoid) { return true }
        return !(await names.addresses(of: domain, .ipv6).isVoid)
    }
}
