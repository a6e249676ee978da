// SPDX-License-Identifier: Apache-2.0

/// How a program tells of failures where it writes no standard report: what stands before the recipients, and how they stand there.
struct Dialect: Sendable {
    /// Where a recipient stands.
    enum Shape: Sendable {
        /// On lines of their own below the head.
        case below
        /// At the start of a paragraph, with a colon: `<ann@inbox.test>:`, and what happened behind it.
        case marked
        /// In the head's own line, or the few lines around it.
        case near
    }

    /// Whose it is.
    let name: String
    /// What stands before the recipients, in lower case, with single spaces.
    let heads: [String]
    /// How they stand.
    var shape: Shape = .below
    /// Whether the copies are tried again.
    var isDelay = false
}

extension Dialect {
    /// Lines with one of these end what a program tells: the message itself follows. In lower case.
    static let ends = [
        "below this line is a copy", "this is a copy of", "original message follows", "unsent message below",
        "the header of the original",
        "returned message", "message header follows", "undelivered message follows", "enclosed is a copy",
        "headers of the message",
        "message headers follow", "your original message", "original message header",
        "----- original message", "------ the body of the message",
        "--- message follows", "included is a copy", "text of your message", "message contents follow",
        "---------- forwarded message",
        "-----ursprüngliche nachricht", "начало сообщения", "message d'origine",
    ]

    /// All, the most particular first: the first one that finds a recipient has found them all.
    static let all: [Dialect] = [
        // Those that mark each recipient.
        Dialect(
            name: "qmail",
            heads: [
                "qmail-send program", "i'm afraid i wasn't able to deliver your message",
                "unable to deliver message to the following address",
            ],
            shape: .marked),
        Dialect(
            name: "Postfix",
            heads: [
                "this is the postfix program", "this is the mail system at host",
                "i'm sorry to have to inform you", "could not be delivered to one or more recipients",
            ],
            shape: .marked),
        // Those that list them below a line.
        Dialect(
            name: "Exim, delayed",
            heads: [
                "has not yet been delivered is", "has not yet been delivered are",
                "has not been delivered yet to",
            ], isDelay: true),
        Dialect(
            name: "Exim",
            heads: [
                "the following address(es) failed", "the following addresses failed",
                "following address(es) failed",
            ]),
        Dialect(
            name: "Sendmail, delayed",
            heads: ["had transient non-fatal errors", "warning: could not send message for past"],
            isDelay: true),
        Dialect(
            name: "Sendmail",
            heads: [
                "had permanent fatal errors", "had delivery problems", "had permanent delivery errors",
                "had fatal errors",
            ]),
        Dialect(
            name: "Exchange",
            heads: [
                "did not reach the following recipient", "the following recipient(s) could not be reached",
                "could not be reached:",
                "delivery to the following recipient", "delivery has failed to these recipients",
                "did not reach some or all of the intended recipients",
                "couldn't be delivered to", "wasn't delivered to",
            ]),
        Dialect(
            name: "MDaemon",
            heads: [
                "did not receive a copy of your message", "did not receive this message", "failed address",
                "rejected your message to the following",
            ]),
        Dialect(
            name: "GroupWise",
            heads: [
                "the message that you sent was undeliverable to the following",
                "undeliverable to the following",
            ]),
        Dialect(
            name: "IMail",
            heads: [
                "undeliverable to", "unknown user:", "user mailbox exceeds allowed size", "unknown host:",
                "delivery failed", "no such user here",
            ],
            shape: .near),
        Dialect(
            name: "others",
            heads: [
                "the following recipients", "the following recipient", "following addresses",
                "following address", "to the following", "could not be delivered to",
                "was not delivered to", "not delivered to", "failed to deliver to", "cannot be delivered to",
                "could not deliver", "unable to deliver",
                "undeliverable address", "unable to send", "failed recipient", "recipient address",
                "intended recipient", "rejected recipient",
            ]),
        Dialect(
            name: "others, in a line",
            heads: [
                "user unknown", "unknown user", "no such user", "mailbox unavailable", "mailbox not found",
                "mailbox is full", "mailbox full", "over quota", "quota exceeded",
                "not a valid", "does not exist", "doesn't exist", "undeliverable", "not delivered",
                "permanent error", "permanently", "rejected", "address not found",
                "no mailbox", "invalid recipient", "invalid address", "account disabled", "no longer",
                "not found", "not known", "failed",
            ], shape: .near),
        // In other languages.
        Dialect(
            name: "German",
            heads: [
                "konnte nicht zugestellt werden", "konnte an folgende", "folgende empfänger", "unzustellbar",
                "nicht zustellbar", "empfänger unbekannt",
                "konnte nicht an", "existiert nicht",
            ], shape: .near),
        Dialect(
            name: "French",
            heads: [
                "n'a pas pu etre", "n'a pas pu être", "n'a pu être", "n'a pu etre", "destinataires suivants",
                "destinataire suivant", "non remis", "n'existe pas", "boîte pleine",
            ], shape: .near),
        Dialect(
            name: "Spanish",
            heads: [
                "no se pudo entregar", "no ha podido ser entregado", "no pudo ser entregado",
                "destinatarios siguientes", "no existe",
            ], shape: .near),
        Dialect(
            name: "Italian, Portuguese",
            heads: [
                "impossibile recapitare", "non è stato possibile", "não pôde ser entregue",
                "não foi possível entregar", "não existe",
            ], shape: .near),
        Dialect(
            name: "Ukrainian, Russian",
            heads: [
                "не вдалося доставити", "не доставлено", "не може бути доставлен", "не існує",
                "не удалось доставить", "не может быть доставлен", "не было доставлено",
                "не существует", "недоставлен", "ящик переполнен", "скринька переповнена",
            ], shape: .near),
        Dialect(
            name: "Japanese",
            heads: ["配信できません", "送信できません", "配送できません", "届けることができません", "見つかりません", "存在しません", "宛先不明"], shape: .near
        ),
    ]
}
