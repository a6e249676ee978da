// SPDX-License-Identifier: Apache-2.0

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

    /// The text that stands for `slots[index]` in text given to `init(marked:slots:)`.
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
