// SPDX-License-Identifier: Apache-2.0

/// How a program tells of failures where it writes no standard report: what stands before the recipients, and
/// how they stand there.
struct Dialect: Sendable {
    /// Where a recipient stands.
    enum Shape: Sendable {
        /// On lines of their own below the head.
        case below
        /// The same, by local parts of the program's own domain.
        case names
        /// At the start of a line, with a colon: `<ann@inbox.test>:`, and what happened behind it.
        case marked
        /// In the head's own line, or the few lines around it.
        case near
    }

    /// Whose it is.
    let name: String
    /// What stands before the recipients, in lower case, with single spaces; none where any text will do.
    let heads: [String]
    /// How they stand.
    var shape: Shape = .below
    /// Whether the copies are tried again.
    var isDelay = false
    /// Whether people write like this, too: only what a program sent for certain is read by it.
    var isCommon = false
}

extension Dialect {
    /// All, the most particular first: the first one that finds a recipient has found them all.
    static let all = servers.filter { !$0.isCommon } + languages + servers.filter(\.isCommon)

    /// A line with one of these ends what a program tells: the message itself follows.
    static let ends = [
        "below this line is a copy", "this is a copy of", "original message follows", "unsent message below",
        "the header of the original", "returned message", "message header follows",
        "undelivered message follows", "enclosed is a copy", "headers of the message",
        "message headers follow", "original message header", "original message headers",
        "original message as received", "copy of the original message", "----- original message",
        "------ the body of the message", "--- message follows", "included is a copy",
        "of your original message", "text of your message", "message contents follow", "message text follows",
        "---------- forwarded message", "-----ursprüngliche nachricht", "ursprüngliche kopfzeilen",
        "message d'origine", "en-têtes de message d'origine", "mensaje original",
        "encabezados de mensaje originales", "начало сообщения", "исходное сообщение", "元のメッセージ", "原邮件",
    ]

    /// Words of programs that go on trying, whatever else they say.
    static let delays = [
        "delivery attempts will continue", "will be retried", "will continue to try", "will keep trying",
        "will retry for", "we will continue to attempt", "this is a warning message only",
        "this is a warning only", "this is only a temporary failure report",
        "no action is required on your part", "will try to deliver", "weiterhin versucht",
        "versuche werden fortgesetzt", "continuera d'essayer", "seguirá intentando",
        "попытки доставки будут продолжены", "спроби доставки триватимуть",
    ]

    /// Words of programs that report what was delivered.
    static let successes = [
        "successfully delivered", "delivered successfully", "was relayed to these recipients",
        "was delivered to the following", "erfolgreich zugestellt", "a été remis", "se entregó correctamente",
        "успешно доставлен", "успішно доставлен", "正常に配信",
    ]
}
