// SPDX-License-Identifier: Apache-2.0

/// What DNS says of a name. Every question ends within a bounded time.
public protocol NameService: Sendable {
    /// The TXT records, each with its strings joined (RFC 6376 §3.6.2.2, RFC 7208 §3.3).
    func texts(at name: String) async -> Answer<[UInt8]>
    /// The MX records, the most preferred first.
    func exchanges(of name: String) async -> Answer<MailExchange>
    /// The A or AAAA records.
    func addresses(of name: String, _ family: IPAddress.Family) async -> Answer<IPAddress>
}
