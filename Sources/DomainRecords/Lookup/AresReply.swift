// SPDX-License-Identifier: Apache-2.0
import CAres
import Glibc

/// Reads replies of name servers with c-ares.
enum AresReply {
    /// More records of one kind than any name needs.
    private static let most = 100

    static func texts(_ reply: [UInt8]) -> (status: Int32, records: [[UInt8]]) {
        var first: UnsafeMutablePointer<ares_txt_ext>?
        let status = ares_parse_txt_reply_ext(reply, Int32(reply.count), &first)
        defer { ares_free_data(first) }
        var records: [[UInt8]] = []
        var next = first
        while let text = next?.pointee {
            let bytes = UnsafeBufferPointer(start: text.txt, count: text.length)
            if text.record_start != 0 || records.isEmpty {
                if records.count == most { break }
                records.append(Array(bytes))
            } else {
                records[records.count - 1] += bytes
            }
            next = text.next
        }
        return (status, records)
    }

    static func exchanges(_ reply: [UInt8]) -> (status: Int32, records: [MailExchange]) {
        var first: UnsafeMutablePointer<ares_mx_reply>?
        let status = ares_parse_mx_reply(reply, Int32(reply.count), &first)
        defer { ares_free_data(first) }
        var records: [MailExchange] = []
        var next = first
        while let exchange = next?.pointee, records.count < most {
            let host = exchange.host.map { String(cString: $0) }?.lowercased() ?? ""
            records.append(
                MailExchange(preference: Int(exchange.priority), host: host == "." ? "" : host))
            next = exchange.next
        }
        return (status, records.sorted { ($0.preference, $0.host) < ($1.preference, $1.host) })
    }

    static func ipv4Addresses(_ reply: [UInt8]) -> (status: Int32, records: [IPAddress]) {
        var found = [ares_addrttl](repeating: ares_addrttl(), count: most)
        var count = Int32(most)
        let status = ares_parse_a_reply(reply, Int32(reply.count), nil, &found, &count)
        guard status == ARES_SUCCESS else { return (status, []) }
        return (status, found.prefix(Int(count)).map { IPAddress(bytes: bytes(of: $0.ipaddr)) })
    }

    static func ipv6Addresses(_ reply: [UInt8]) -> (status: Int32, records: [IPAddress]) {
        var found = [ares_addr6ttl](repeating: ares_addr6ttl(), count: most)
        var count = Int32(most)
        let status = ares_parse_aaaa_reply(reply, Int32(reply.count), nil, &found, &count)
        guard status == ARES_SUCCESS else { return (status, []) }
        return (status, found.prefix(Int(count)).map { IPAddress(bytes: bytes(of: $0.ip6addr)) })
    }

    private static func bytes(of value: some Any) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
}
