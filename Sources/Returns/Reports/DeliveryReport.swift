// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// A delivery status notification (RFC 3464; RFC 6533 for addresses outside ASCII).
enum DeliveryReport {
    /// Recipients of one report at the most.
    static let most = 1000

    /// What it says of each recipient; nil for a message without such a part.
    static func recipients(in message: MailPart) -> [ReportedRecipient]? {
        let parts = message.own.filter {
            $0.type.type == "message"
                && ["delivery-status", "global-delivery-status"].contains($0.type.subtype)
        }
        guard !parts.isEmpty else { return nil }
        return parts.flatMap { recipients(of: MailFields.groups($0.decoded, most: most)) }
    }

    private static func recipients(of groups: [MailFields]) -> [ReportedRecipient] {
        groups.flatMap(\.recipients).compactMap { fields in
            let written = ["original-recipient", "final-recipient", "x-actual-recipient"].compactMap {
                fields[$0]
            }
            guard let action = action(fields) else { return nil }
            // Where no server's words are quoted, a comment behind the status says what happened.
            let comment =
                fields["status"].map { String($0.drop { $0 != "(" }).trimming { "()".contains($0) } } ?? ""
            return ReportedRecipient(
                written.lazy.compactMap(address).first, as: written.first.map { typed($0).value }, action,
                status: fields["status"].flatMap(status),
                saying: fields["diagnostic-code"].map { typed($0).value } ?? comment,
                server: fields["remote-mta"].map { typed($0).value })
        }
    }

    /// `failed`, with what some programs put behind it; where it is missing, the status says it.
    private static func action(_ fields: MailFields) -> ReportedRecipient.Action? {
        if let said = fields["action"] {
            let word = said.prefix { $0.isLetter }.lowercased()
            if let action = ReportedRecipient.Action(rawValue: word) { return action }
        }
        switch fields["status"].flatMap(status)?.class {
        case 5: return .failed
        case 4: return .delayed
        case 2: return .delivered
        default: return nil
        }
    }

    /// The first status in a text: `5.1.1 (bad mailbox)`.
    static func status(_ text: String) -> EnhancedStatus? {
        text.split { $0.isWhitespace || "();,[]".contains($0) }.lazy.compactMap { EnhancedStatus($0) }.first
    }

    /// The address of `rfc822; <ann@inbox.test>` (RFC 3464 §2.3.1), or of `utf-8; …` (RFC 6533 §3).
    static func address(_ text: String) -> EmailAddress? {
        let (kind, value) = typed(text)
        let plain = kind == "utf-8" ? unescaped(value) : value
        let bare = plain.prefix { $0 != "(" }.trimming { "<>\"' \t".contains($0) }
        return try? EmailAddress(bare)
    }

    /// The parts of `smtp; 550 No such user`.
    private static func typed(_ text: String) -> (kind: String?, value: String) {
        guard let mark = text.firstIndex(of: ";") else { return (nil, text) }
        let kind = text[..<mark].trimming(\.isWhitespace).lowercased()
        guard kind.allSatisfy({ $0.isLetter || $0.isNumber || "-_".contains($0) }) else { return (nil, text) }
        return (kind, text[text.index(after: mark)...].trimming(\.isWhitespace))
    }

    /// `\x{E9}` is é (RFC 6533 §3, utf-8-addr-xtext).
    private static func unescaped(_ text: String) -> String {
        text.replacing(/\\x\{([0-9A-Fa-f]{2,6})\}/) { match in
            UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map(String.init) ?? String(match.0)
        }
    }
}

extension MailFields {
    /// The fields that each recipient has one of.
    private static let once: Set = ["original-recipient", "final-recipient", "action"]

    /// The groups of one that speaks of several recipients without an empty line between.
    fileprivate var recipients: [MailFields] {
        var groups: [[Field]] = []
        for field in all {
            let isNew =
                groups.last.map { last in
                    Self.once.contains(field.name) && last.contains { $0.name == field.name }
                } ?? true
            if isNew { groups.append([]) }
            groups[groups.count - 1].append(field)
        }
        return groups.map(MailFields.init).filter { fields in Self.once.contains { fields[$0] != nil } }
    }
}
