// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// A delivery status notification (RFC 3464; RFC 6533 for addresses outside ASCII).
enum DeliveryReport {
    /// Recipients of one report at the most.
    static let most = 1000

    /// What it says of each recipient; empty for a message without such a part.
    /// - Parameter parts: the message's own.
    static func recipients(in parts: [MailPart]) -> [ReportedRecipient] {
        let groups = parts.filter(isStatus).flatMap { MailFields.groups($0.decoded, most: most) }
        let recipients: [MailFields] = groups.flatMap(\.recipients)
        lazy var told = ToldReasons(parts)
        return recipients.prefix(most).compactMap { recipient($0, told) }
    }

    private static func isStatus(_ part: MailPart) -> Bool {
        guard part.type.type == "message" else { return false }
        return part.type.subtype == "delivery-status" || part.type.subtype == "global-delivery-status"
    }

    /// - Parameter told: what the report's text says, where the fields quote nobody.
    private static func recipient(
        _ fields: MailFields, _ told: @autoclosure () -> ToldReasons
    ) -> ReportedRecipient? {
        let written = ["original-recipient", "final-recipient", "x-actual-recipient"].compactMap {
            fields.field($0)?.unfolded
        }
        let said = fields.field("status")?.unfolded ?? []
        let status = status(said)
        guard let action = action(fields.field("action")?.unfolded ?? [], status) else { return nil }
        let addresses = written.compactMap(address)
        // Where no server's words are quoted, a comment behind the status says what happened, or the text.
        let comment = said.drop { $0 != 0x28 }.drop { $0 == 0x28 }.prefix { $0 != 0x29 }
        func text(_ name: String) -> String? {
            fields.field(name).map { EncodedWords.text(typed($0.unfolded).value) }
        }
        let quoted = text("diagnostic-code") ?? EncodedWords.text(comment)
        return ReportedRecipient(
            addresses.first, as: written.first.map { EncodedWords.text(typed($0).value) }, action,
            status: status, saying: quoted.isEmpty ? told().of(addresses) : quoted,
            server: text("remote-mta"))
    }

    /// `failed`, with what some programs put behind it; where it is missing, the status says it.
    private static func action(_ said: ArraySlice<UInt8>, _ status: EnhancedStatus?) -> ReportedRecipient
        .Action?
    {
        if let action = ReportedRecipient.Action(rawValue: said.prefix(while: \.isLetter).lowercased) {
            return action
        }
        switch status?.class {
        case 5: return .failed
        case 4: return .delayed
        case 2: return .delivered
        default: return nil
        }
    }

    /// The first status in a text: `5.1.1 (bad mailbox)`.
    private static func status(_ text: ArraySlice<UInt8>) -> EnhancedStatus? {
        text.split { $0.isWhite || "();,[]".utf8.contains($0) }.lazy.compactMap {
            EnhancedStatus(String(decoding: $0, as: UTF8.self))
        }.first
    }

    /// The address of `rfc822; <ann@inbox.test>` (RFC 3464 §2.3.1), or of `utf-8; …` (RFC 6533 §3).
    static func address(_ text: ArraySlice<UInt8>) -> EmailAddress? {
        let (kind, value) = typed(text)
        let plain = kind.isWord("utf-8") ? unescaped(value) : value
        let bare = plain.prefix { $0 != 0x28 }.split { "<>\"' \t".utf8.contains($0) }
        return bare.first.flatMap { try? EmailAddress(EncodedWords.text($0)) }
    }

    private typealias Typed = (kind: ArraySlice<UInt8>, value: ArraySlice<UInt8>)

    /// The parts of `smtp; 550 No such user`.
    private static func typed(_ text: ArraySlice<UInt8>) -> Typed {
        guard let mark = text.firstIndex(of: 0x3B) else { return ([], text) }
        let kind = text[..<mark].trimmed
        guard kind.allSatisfy({ $0.isLetter || $0.isDigit || $0 == 0x2D || $0 == 0x5F }) else {
            return ([], text)
        }
        return (kind, text[(mark + 1)...].trimmed)
    }

    /// `\x{E9}` is é (RFC 6533 §3, utf-8-addr-xtext).
    private static func unescaped(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var result: [UInt8] = []
        var rest = text
        while let start = rest.place(of: Array("\\x{".utf8), from: rest.startIndex),
            let end = rest.place(of: 0x7D, from: start)
        {
            let digits = String(decoding: rest[(start + 3)..<end], as: UTF8.self)
            let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
            result += rest[..<start]
            result += scalar.map { Array(String($0).utf8)[...] } ?? rest[start...end]
            rest = rest[(end + 1)...]
        }
        return (result + rest)[...]
    }
}

extension MailFields {
    /// The fields that each recipient has one of.
    private static let once = ["original-recipient", "final-recipient", "action"]

    /// The groups of one that speaks of several recipients without an empty line between.
    fileprivate var recipients: [MailFields] {
        var groups: [[Field]] = []
        var seen: Set<String> = []
        for field in all {
            let name = Self.once.first(where: field.isNamed)
            if let name, !seen.insert(name).inserted {
                seen = [name]
                groups.append([])
            } else if groups.isEmpty {
                groups.append([])
            }
            groups[groups.count - 1].append(field)
        }
        return groups.filter { $0.contains { field in Self.once.contains(where: field.isNamed) } }
            .map(MailFields.init)
    }
}
