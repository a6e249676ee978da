/// A value that differs from reader to reader.
public struct MergeField: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// A dotted name: `reader.first_name`.
    public let rawValue: String

    /// Any name; who composes knows which names are known.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The dotted name.
    public var description: String { rawValue }

    /// The reader's address.
    public static let email = MergeField(rawValue: "reader.email")
    /// The reader's first name.
    public static let firstName = MergeField(rawValue: "reader.first_name")
    /// The reader's last name.
    public static let lastName = MergeField(rawValue: "reader.last_name")
    /// The reader's whole name.
    public static let name = MergeField(rawValue: "reader.name")

    /// The reader's language tag.
    public static let language = MergeField(rawValue: "reader.language")

    /// An attribute of the reader's, under the name the list gives it.
    public static func attribute(_ name: String) -> MergeField { MergeField(rawValue: "reader.\(name)") }

    /// Whether it is something of the reader's own, not something made for a copy.
    public var isOfReader: Bool { rawValue.hasPrefix("reader.") }

    /// The token of the link that unsubscribes.
    public static let unsubscribeToken = MergeField(rawValue: "token.unsubscribe")
    /// The token of the link to the browser version.
    public static let browserToken = MergeField(rawValue: "token.browser")
    /// The token of the link to the reader's preferences.
    public static let preferencesToken = MergeField(rawValue: "token.preferences")

    /// The token of the link that confirms a subscription.
    public static let confirmToken = MergeField(rawValue: "token.confirm")

    /// The left part of the Message-ID.
    public static let messageID = MergeField(rawValue: "message.id")
}

/// What surrounds a slot, and so how a value is made harmless there.
public enum MergeContext: String, Sendable, Codable {
    /// Text or an attribute value of HTML: `& < > " '` become references.
    case html
    /// Plain text.
    case text
    /// A header's text: becomes RFC 2047 words.
    case header
    /// A part of a URL: percent-encoded but for unreserved characters (RFC 3986 §2.3).
    case url
    /// Stands as it is: for tokens, printable ASCII by construction. Other bytes are dropped.
    case verbatim
    /// A reader's address in a header, in UTF-8 when it is internationalised (RFC 6532 §3.2). Spaces, controls
    /// and what cannot be seen are dropped.
    case address

    /// Appends a stranger's value, harmless in this context. Control characters become spaces everywhere.
    public func append(_ value: String, to bytes: inout [UInt8]) {
        // The usual name or token is harmless everywhere.
        if value.isUnreserved { return bytes.append(contentsOf: value.utf8) }
        switch self {
        case .html: for byte in value.utf8 { appendHTML(byte, to: &bytes) }
        case .text, .header: for byte in value.utf8 { bytes.append(byte.isControl ? 0x20 : byte) }
        case .url:
            for byte in value.utf8 {
                if byte.isUnreserved {
                    bytes.append(byte)
                } else {
                    bytes.appendHex(byte, mark: UInt8(ascii: "%"))
                }
            }
        case .verbatim: for byte in value.utf8 where byte.isPrintable { bytes.append(byte) }
        case .address:
            for scalar in value.unicodeScalars
            where scalar.isASCII ? UInt8(ascii: scalar).isPrintable : !scalar.isHidden {
                bytes.append(contentsOf: scalar.utf8)
            }
        }
    }

    private func appendHTML(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
        case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
        case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
        case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
        case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
        default: bytes.append(byte.isControl ? 0x20 : byte)
        }
    }
}

extension String {
    fileprivate var isUnreserved: Bool {
        utf8.withContiguousStorageIfAvailable { $0.allSatisfy(\.isUnreserved) } ?? false
    }
}

/// A place filled per reader.
public struct MergeSlot: Hashable, Sendable, Codable {
    /// Whose value goes here.
    public let field: MergeField
    /// What stands here when the value is empty.
    public let fallback: String
    /// What surrounds the place.
    public let context: MergeContext

    /// A slot for a field, with what to say when a reader has no such value.
    public init(_ field: MergeField, fallback: String = "", in context: MergeContext) {
        self.field = field
        self.fallback = fallback
        self.context = context
    }
}

/// Text with slots in it: what a theme sets, before it is encoded for mail.
public struct MergeText: Hashable, Sendable, Codable {
    /// A run of fixed text, or a slot.
    public enum Piece: Hashable, Sendable, Codable {
        case literal(String)
        case slot(MergeSlot)
    }

    /// Literals and slots in order.
    public let pieces: [Piece]

    /// Puts pieces together.
    public init(_ pieces: [Piece]) { self.pieces = pieces }

    /// Text without slots.
    public init(_ literal: String) { pieces = [.literal(literal)] }

    /// Reads text in which `marker(i)` stands for `slots[i]`: how slots pass through a template engine.
    ///
    /// A marker is made of noncharacters, which Unicode keeps for internal use and the composer drops from
    /// everything it takes in. A marker without a slot is dropped.
    public init(marked text: String, slots: [MergeSlot]) {
        var pieces: [Piece] = []
        var rest = text.unicodeScalars[...]
        while let open = rest.firstIndex(of: Self.open) {
            if open > rest.startIndex { pieces.append(.literal(String(rest[..<open]))) }
            let inside = rest[open...].dropFirst()
            guard let close = inside.firstIndex(of: Self.close) else {
                rest = inside
                continue
            }
            if let index = Int(String(inside[..<close])), slots.indices.contains(index) {
                pieces.append(.slot(slots[index]))
            }
            rest = inside[close...].dropFirst()
        }
        if !rest.isEmpty { pieces.append(.literal(String(rest))) }
        self.pieces = pieces
    }

    /// What stands for `slots[index]` in text given to `init(marked:slots:)`.
    public static func marker(_ index: Int) -> String {
        var text = String.UnicodeScalarView([open])
        text.append(contentsOf: "\(index)".unicodeScalars)
        text.append(close)
        return String(text)
    }

    /// The scalars markers are made of; no text that is taken in may hold them.
    public static let open: Unicode.Scalar = Unicode.Scalar(0xFDD0 as UInt32)!
    /// See `open`.
    public static let close: Unicode.Scalar = Unicode.Scalar(0xFDD1 as UInt32)!

    /// The slots in order.
    public var slots: [MergeSlot] {
        pieces.compactMap { if case .slot(let slot) = $0 { slot } else { nil } }
    }

    /// The text for one reader, each value escaped for where it stands; empty values give the fallback.
    public func filled(_ value: (MergeField) -> String) -> String {
        var bytes: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .literal(let text): bytes += text.utf8
            case .slot(let slot):
                let own = value(slot.field)
                slot.context.append(own.isEmpty ? slot.fallback : own, to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
