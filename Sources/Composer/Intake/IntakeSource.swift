// SPDX-License-Identifier: Apache-2.0

/// Something that may be an article or a feed of them.
public struct IntakeSource: Sendable {
    /// What errors call it: a file's name or an address.
    public var name: String
    /// Its bytes.
    public var bytes: [UInt8]
    /// Where it was read from; what relative links in it belong to.
    public var address: String?
    /// What the server said it is: `text/html; charset=utf-8`.
    public var contentType: String?

    /// A file, or with an address something from the web.
    public init(name: String, bytes: [UInt8], address: String? = nil, contentType: String? = nil) {
        self.name = name
        self.bytes = bytes
        self.address = address
        self.contentType = contentType
    }

    /// The encoding that the server said.
    var charset: String? {
        guard let type = contentType?.lowercased(), let found = type.firstRange(of: "charset=") else {
            return nil
        }
        return String(type[found.upperBound...].prefix { $0 != ";" })
    }

    /// The largest source that is read, in bytes.
    public static let largest = 10_000_000
}
