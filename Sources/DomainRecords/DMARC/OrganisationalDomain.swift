// SPDX-License-Identifier: Apache-2.0

/// The domain somebody registered, as the DMARC records in DNS tell it (RFC 9989 §4.10.2).
public enum OrganisationalDomain {
    /// - Parameter domain: in lower case ASCII.
    /// - Returns: the domain itself where no record says otherwise; nil when DNS does not answer.
    public static func of(_ domain: String, _ names: any NameService) async -> String? {
        let walk = await DMARCTreeWalk.of(domain, names)
        return walk.fault == nil ? walk.organisation : nil
    }
}

extension DMARCRecord.Alignment {
    /// Whether `domain` stands for mail from `author`; nil when DNS does not answer.
    public func holds(_ domain: String, for author: String, _ names: any NameService) async -> Bool? {
        let (domain, author) = (domain.lowercased(), author.lowercased())
        if domain == author { return true }
        guard self == .relaxed else { return false }
        // Domains without a common ending have none of that either, so DNS need not be asked.
        guard domain.split(separator: ".").last == author.split(separator: ".").last else { return false }
        guard let organisation = await OrganisationalDomain.of(author, names),
            let other = await OrganisationalDomain.of(domain, names)
        else { return nil }
        return organisation == other
    }
}
