// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Where a mailbox is: the parts of `imaps://host:port/folder` (RFC 5092 §3, without its parameters) or
/// `pop3s://host:port`.
struct MailboxAddress: Hashable, Sendable {
    let isIMAP: Bool
    /// Whether TLS is spoken from the first byte (RFC 8314 §3).
    let isImplicitTLS: Bool
    /// With brackets when it is an IPv6 address.
    let host: String
    let port: Int
    /// Empty for POP3, which has one folder only.
    let folder: String

    private static let ports = ["imap": 143, "imaps": 993, "pop3": 110, "pop3s": 995]

    /// Reads a URL.
    /// - Returns: nil for what is no mailbox.
    init?(_ url: String) {
        guard let slashes = url.firstRange(of: "://"),
            let port = Self.ports[url[..<slashes.lowerBound].lowercased()]
        else { return nil }
        let scheme = url[..<slashes.lowerBound].lowercased()
        let rest = url[slashes.upperBound...]
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        isIMAP = scheme.hasPrefix("imap")
        isImplicitTLS = scheme.hasSuffix("s")
        var authority = rest[..<end]
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0 else {
                return nil
            }
            authority = authority[..<colon]
            self.port = Int(number)
        } else {
            self.port = port
        }
        guard Self.isHost(authority), let path = Self.decoded(rest[end...].dropFirst()),
            isIMAP || path.isEmpty
        else { return nil }
        host = String(authority)
        folder = isIMAP && path.isEmpty ? "INBOX" : path
    }

    /// Whether a text can stand for a host: it has none of the characters that divide a URL.
    static func isHost(_ text: some StringProtocol) -> Bool {
        let isName = !text.utf8.contains {
            $0 <= 0x20 || $0 == 0x7F || Array("/\\@?#%;\"<>".utf8).contains($0)
        }
        let isLiteral = text.hasPrefix("[") && text.hasSuffix("]")
        return !text.isEmpty && isName
            && (isLiteral || !text.utf8.contains { Array(":[]".utf8).contains($0) })
    }

    /// The folder's name, without what would end a line.
    private static func decoded(_ path: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard rest.count >= 2,
                    rest.prefix(2).allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                    let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: ";"): return nil
            default: bytes.append(byte)
            }
        }
        guard !bytes.contains(where: { [0, 0x0A, 0x0D].contains($0) }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Whether what is said stays on this machine, whatever the name service says: libcurl looks for
    /// `localhost` nowhere else.
    var isLoopback: Bool {
        if host.lowercased() == "localhost" { return true }
        let bytes = AddressRange.bytes(host.filter { !"[]".contains($0) })
        return bytes.map { $0.count == 4 ? $0[0] == 127 : $0 == Self.loopback6 } ?? false
    }

    private static let loopback6: [UInt8] = Array(repeating: 0, count: 15) + [1]

    /// For libcurl, which sees no folder.
    /// - Parameter name: what stands for the host.
    func url(host name: String) -> String {
        "\(isIMAP ? "imap" : "pop3")\(isImplicitTLS ? "s" : "")://\(name):\(port)/"
    }
}
