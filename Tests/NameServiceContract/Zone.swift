// SPDX-License-Identifier: Apache-2.0
public import DomainRecords

/// DNS out of a table.
public struct Zone: NameService {
    private var texts: [String: Answer<[UInt8]>] = [:]
    private var exchanges: [String: Answer<MailExchange>] = [:]
    private var addresses: [String: [IPAddress]] = [:]
    private var broken: [String: LookupFault] = [:]

    /// Nothing.
    public init() {}

    /// A TXT record.
    public mutating func text(_ name: String, _ value: String) {
        texts[name] = .records((texts[name]?.records ?? []) + [Array(value.utf8)])
    }

    /// An MX record.
    public mutating func exchange(_ name: String, _ preference: Int, _ host: String) {
        let all = (exchanges[name]?.records ?? []) + [MailExchange(preference: preference, host: host)]
        exchanges[name] = .records(all.sorted { $0.preference < $1.preference })
    }

    /// An A or AAAA record.
    public mutating func address(_ name: String, _ text: String) {
        addresses[name, default: []] += [IPAddress(text)].compactMap(\.self)
    }

    /// A name, and all below it, of which nothing can be known.
    public mutating func fail(_ name: String, _ fault: LookupFault) { broken[name] = fault }

    /// See `NameService`.
    public func texts(at name: String) async -> Answer<[UInt8]> { answer(texts[name], name) }

    /// See `NameService`.
    public func exchanges(of name: String) async -> Answer<MailExchange> { answer(exchanges[name], name) }

    /// See `NameService`.
    public func addresses(of name: String, _ family: IPAddress.Family) async -> Answer<IPAddress> {
        let found = (addresses[name] ?? []).filter { $0.family == family }
        return answer(found.isEmpty ? nil : .records(found), name)
    }

    private func answer<Record>(_ found: Answer<Record>?, _ name: String) -> Answer<Record> {
        if let fault = broken.first(where: { name == $0.key || name.hasSuffix(".\($0.key)") }) {
            return .failed(fault.value)
        }
        let isKnown = texts[name] != nil || exchanges[name] != nil || addresses[name] != nil
        return found ?? (isKnown ? .noRecords : .noName)
    }
}
