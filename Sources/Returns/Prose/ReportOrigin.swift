// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Who sent a message that may be a report on mail.
struct ReportOrigin {
    /// Whether a program sent it for certain; else it has the name of a postmaster, who may be a person, or a
    /// subject that reports have.
    let isProgram: Bool
    private let fields: MailFields
    /// What names those whose copy did not fail, in lower case: whom the report is from and to.
    private let strangers: ArraySlice<UInt8>

    /// Nil for a letter: whatever it tells, it is no report.
    init?(_ message: MailPart) {
        fields = message.fields
        isProgram = Self.isProgram(message)
        guard isProgram || Self.isLikely(fields) else { return nil }
        strangers =
            ["from", "to", "sender", "reply-to", "delivered-to", "errors-to", "return-path"]
            .compactMap(fields.field).reduce(into: [0x20]) { $0 += $1.unfolded.prefix(Self.longest) + [0x20] }
            .lowercasedInPlace[...]
    }

    /// Bytes of a field in which addresses are looked for.
    private static let longest = 1000

    /// The recipients that a field of its own names (Exim).
    var named: [EmailAddress] {
        fields.field("x-failed-recipients").map { WrittenAddress.all(in: $0.unfolded) } ?? []
    }

    /// The domain that it is from.
    var domain: String? {
        fields.field("from").flatMap {
            WrittenAddress.all(in: $0.unfolded.prefix(Self.longest)).first?.domain
        }
    }

    func isStranger(_ address: EmailAddress) -> Bool {
        let key = Array(address.key.utf8)
        if key.starts(with: "postmaster@".utf8) || key.starts(with: "mailer-daemon@".utf8) { return true }
        var place = strangers.startIndex
        while let found = strangers.place(of: key, from: place) {
            place = found + key.count
            // It is no part of a longer one.
            let (before, behind) = (strangers[found - 1], strangers[place])
            if " <,:;\"'(".utf8.contains(before), " >,:;\"')".utf8.contains(behind) { return true }
        }
        return false
    }

    // MARK: Whether it can be one

    private static func isProgram(_ message: MailPart) -> Bool {
        if message.fields.field("x-failed-recipients") != nil { return true }
        if message.type.parameters["report-type"]?.lowercased() == "delivery-status" { return true }
        return programs.stands(in: sender(message.fields))
    }

    /// Whether a postmaster sent it, or its subject says so: no answer, and no mail of a list.
    private static func isLikely(_ fields: MailFields) -> Bool {
        guard !["in-reply-to", "references"].contains(where: { fields.field($0) != nil }) else {
            return false
        }
        if postmasters.stands(in: sender(fields)) { return true }
        guard fields.field("list-unsubscribe") == nil, let subject = fields["subject"] else { return false }
        return isReport(Array(EncodedWords.decode(subject).utf8).lowercasedInPlace[...].trimmed)
    }

    /// Whether a subject is one that reports have. What begins with `Re:`, `AW:`, `Fwd:` or the like is a
    /// person's, but for programs that answer a message and put their own words behind its subject and a
    /// colon.
    private static func isReport(_ subject: ArraySlice<UInt8>) -> Bool {
        let start = subject.prefix(8).prefix { $0 != 0x3A && $0 != 0x20 }
        let isShort = start.count <= 4 || start.allSatisfy { $0 >= 0x80 }
        guard isShort, subject[start.endIndex...].first == 0x3A else {
            return subjects.contains { subject.starts(with: $0.utf8) }
        }
        guard let colon = subject.lastIndex(of: 0x3A), colon > start.endIndex else { return false }
        return isReport(subject[(colon + 1)...].trimmed)
    }

    private static func sender(_ fields: MailFields) -> [UInt8] {
        let from = (fields.field("from") ?? fields.field("sender"))?.unfolded ?? []
        return Array(from.prefix(longest)).lowercasedInPlace
    }

    private static let programs = PhraseSet([
        "mailer-daemon", "mailerdaemon", "mailer daemon", "mdaemon", "courier mail server",
        "mail delivery sys", "mail delivery sub", "mail delivery service", "mail.delivery",
    ])
    private static let postmasters = PhraseSet([
        "postmaster", "mail system", "mailsystem", "system administrator",
    ])
    /// What the subject of a report begins with.
    private static let subjects = [
        "undeliver", "delivery failure", "delivery failed", "delivery has failed", "delivery problem",
        "delivery status notification", "delivery notification: ", "delivery error", "failure notice",
        "returned mail", "returned to sender", "mail delivery", "message delivery", "email delivery failure",
        "permanent delivery", "mail could not be delivered", "mail not delivered",
        "message could not be delivered", "message not delivered", "your message could not be delivered",
        "message status", "warning: message", "warning: could not send", "non-delivery", "nondeliverable",
        "mail system error", "unzustellbar", "nicht zustellbar", "non remis", "no se puede entregar",
        "не доставлено", "недоставлен", "ваше сообщение не доставлено", "配信不能", "配信エラー", "配信できません", "未配信",
        "配信に失敗", "配送できません",
    ]
}
