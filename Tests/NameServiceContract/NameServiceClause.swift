// SPDX-License-Identifier: Apache-2.0
public import DomainRecords

/// What every service answers that knows `contents`.
public enum NameServiceClause: String, CaseIterable, Sendable {
    case joinsTheStringsOfAText = "joins the strings of a TXT record"
    case tellsRecordsApart = "tells several TXT records apart"
    case carriesLongTexts = "carries a text that does not fit into a datagram"
    case ordersExchanges = "has the most preferred exchange first"
    case tellsAbsenceApart = "tells a name without records from no name"
    case tellsFamiliesApart = "tells IPv4 from IPv6"
    case survivesStrangeNames = "knows no name that is none"

    /// What a service must know, as dnsmasq is told.
    public static let longText = String(repeating: "0123456789", count: 90)

    /// The same in a table.
    public static var zone: Zone {
        var zone = Zone()
        zone.text("joined.test", "onetwo")
        zone.text("several.test", "one")
        zone.text("several.test", "two")
        zone.text("long.test", longText)
        zone.exchange("joined.test", 20, "second.test")
        zone.exchange("joined.test", 10, "first.test")
        zone.address("host.test", "192.0.2.1")
        zone.address("host.test", "2001:db8::1")
        zone.address("four.test", "192.0.2.4")
        return zone
    }

    /// dnsmasq's arguments for it.
    public static var arguments: [String] {
        let pieces = stride(from: 0, to: longText.count, by: 250).map { longText.dropFirst($0).prefix(250) }
        return [
            "--txt-record=joined.test,one,two", "--txt-record=several.test,one",
            "--txt-record=several.test,two", "--txt-record=long.test,\(pieces.joined(separator: ","))",
            "--mx-host=joined.test,second.test,20", "--mx-host=joined.test,first.test,10",
            "--host-record=host.test,192.0.2.1,2001:db8::1", "--host-record=four.test,192.0.2.4",
        ]
    }

    /// Whether a service keeps it.
    public func holds(for names: any NameService) async -> Bool {
        switch self {
        case .joinsTheStringsOfAText:
            return await names.texts(at: "joined.test") == .records([Array("onetwo".utf8)])
        case .tellsRecordsApart:
            let answer = await names.texts(at: "several.test").records
            return Set(answer) == [Array("one".utf8), Array("two".utf8)] && answer.count == 2
        case .carriesLongTexts:
            return await names.texts(at: "long.test") == .records([Array(Self.longText.utf8)])
        case .ordersExchanges:
            return await names.exchanges(of: "joined.test").records.map(\.host) == [
                "first.test", "second.test",
            ]
        case .tellsAbsenceApart:
            let absent = await names.exchanges(of: "four.test") == .noRecords
            return await names.texts(at: "nobody.test") == .noName && absent
        case .tellsFamiliesApart:
            let four = await names.addresses(of: "host.test", .ipv4).records.map(\.description)
            let six = await names.addresses(of: "host.test", .ipv6).records.map(\.description)
            let none = await names.addresses(of: "four.test", .ipv6)
            return four == ["192.0.2.1"] && six == ["2001:db8::1"] && none == .noRecords
        case .survivesStrangeNames:
            for name in [
                "", ".", "a..test", "host\\.test", "two words.test", String(repeating: "a.", count: 200),
            ] {
                guard await names.texts(at: name) == .noName else { return false }
            }
            return true
        }
    }
}
