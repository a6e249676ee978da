/// What DNS says of a domain's DMARC policy (RFC 7489 §6.6.3).
public enum DMARCDiscovery: Hashable, Sendable {
    /// The record at a name, and what it asks for mail from the domain.
    case found(DMARCRecord, at: String, policy: DMARCRecord.Policy)
    /// Neither the domain nor its organisational domain has one.
    case none
    /// There are so many at a name, and receivers take none.
    case several(Int, at: String)
    /// The record at a name says nothing.
    case unreadable(RecordFault, at: String)
    /// DNS could not be asked for a name.
    case unknown(LookupFault, at: String)

    /// Looks at the domain, then at its organisational domain.
    /// - Parameter domain: of From, in lower case ASCII.
    public static func of(_ domain: String, _ names: any NameService) async -> DMARCDiscovery {
        let organisation = OrganisationalDomain.of(domain)
        for place in domain == organisation ? [domain] : [domain, organisation] {
            let name = "_dmarc.\(place)"
            let answer = await names.texts(at: name)
            if case .failed(let fault) = answer { return .unknown(fault, at: name) }
            let records = answer.records.filter(DMARCRecord.isMeant)
            guard records.count <= 1 else { return .several(records.count, at: name) }
            guard let text = records.first else { continue }
            do {
                let record = try DMARCRecord(text)
                return .found(
                    record, at: name, policy: place == domain ? record.policy : record.subdomainPolicy)
            } catch {
                return .unreadable(error, at: name)
            }
        }
        return .none
    }
}
