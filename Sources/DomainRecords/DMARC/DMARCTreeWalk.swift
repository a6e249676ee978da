// SPDX-License-Identifier: Apache-2.0

/// The DMARC records of a domain and of those above it, as receivers look for them (RFC 9989 §4.10). At most
/// eight questions.
struct DMARCTreeWalk: Sendable {
    /// What DNS says at one name.
    enum Stop: Hashable, Sendable {
        case record(DMARCRecord)
        case nothing
        case several(Int)
        case unreadable(RecordFault)
        case unknown(LookupFault)
    }

    /// The domain, then those above it as far as was asked.
    let stops: [(domain: String, stop: Stop)]

    /// Questions at the most: the domain, then its last seven labels and on.
    private static let labels = 7

    /// - Parameter domain: in lower case ASCII.
    static func of(_ domain: String, _ names: any NameService) async -> DMARCTreeWalk {
        var stops: [(domain: String, stop: Stop)] = []
        for place in places(of: domain) {
            let stop = await stop(at: place, names)
            stops.append((place, stop))
            if case .unknown = stop { break }
            if case .record(let record) = stop, record.suffix != .unknown { break }
        }
        return DMARCTreeWalk(stops: stops)
    }

    static func places(of domain: String) -> [String] {
        let labels = domain.split(separator: ".")
        guard labels.count > 1 else { return [domain] }
        let rest = labels.suffix(min(labels.count - 1, Self.labels))
        return [domain] + rest.indices.map { rest[$0...].joined(separator: ".") }
    }

    private static func stop(at place: String, _ names: any NameService) async -> Stop {
        let answer = await names.texts(at: "_dmarc.\(place)")
        if case .failed(let fault) = answer { return .unknown(fault) }
        let records = answer.records.filter(DMARCRecord.isMeant)
        guard let text = records.first else { return .nothing }
        guard records.count == 1 else { return .several(records.count) }
        do { return .record(try DMARCRecord(text)) } catch { return .unreadable(error) }
    }

    /// The records that are some, the domain's own first.
    var records: [(domain: String, record: DMARCRecord)] {
        stops.compactMap { domain, stop in
            if case .record(let record) = stop { (domain, record) } else { nil }
        }
    }

    /// The domain somebody registered (§4.10.2).
    var organisation: String {
        let start = stops.first?.domain ?? ""
        if let own = records.first(where: { $0.record.suffix == .no }) { return own.domain }
        if let suffix = records.first(where: { $0.record.suffix == .yes && $0.domain != start }) {
            let depth = suffix.domain.split(separator: ".").count + 1
            return start.split(separator: ".").suffix(depth).joined(separator: ".")
        }
        return records.last?.domain ?? start
    }

    /// Why nothing is known of a name on the way.
    var fault: (LookupFault, at: String)? {
        for case (let domain, .unknown(let fault)) in stops { return (fault, domain) }
        return nil
    }
}
