// SPDX-License-Identifier: Apache-2.0

extension Dialect {
    /// Those of mail servers, in English, the most particular first.
    static let servers: [Dialect] = [
        // Those that mark each recipient.
        Dialect(
            name: "qmail, Yahoo, AOL",
            heads: [
                "qmail-send program", "i'm afraid i wasn't able to deliver your message",
                "unable to deliver message to the following address",
                "unable to deliver your message to the following address",
                "there's a problem with the e-mail address(es)",
            ], shape: .marked),
        Dialect(
            name: "Postfix, Yandex",
            heads: [
                "this is the postfix program", "this is the mail system at host",
                "i'm sorry to have to inform you", "could not be delivered to one or more recipients",
            ], shape: .marked),
        Dialect(
            name: "Courier",
            heads: [
                "running the courier mail server",
                "your message to the following recipients cannot be delivered",
            ], shape: .marked),
        Dialect(
            name: "OpenSMTPD, delayed", heads: ["a message is delayed for more than"], shape: .marked,
            isDelay: true),
        Dialect(
            name: "OpenSMTPD", heads: ["an error has occurred while attempting to deliver a message for"],
            shape: .marked),
        Dialect(name: "dma", heads: ["there was an error delivering your mail to"], shape: .near),
        // Those that list them below a line.
        Dialect(
            name: "Exim, iCloud",
            heads: [
                "following address(es) failed", "the following address failed",
                "the following addresses failed",
            ]),
        Dialect(
            name: "Exim, delayed",
            heads: [
                "has not yet been delivered is", "has not yet been delivered are",
                "has not been delivered yet to", "has not yet been delivered to the following",
            ], isDelay: true),
        Dialect(
            name: "Sendmail, docomo",
            heads: [
                "had permanent fatal errors", "had delivery problems", "had delivery errors",
                "had permanent delivery errors", "had fatal errors",
            ]),
        Dialect(
            name: "Sendmail, delayed",
            heads: ["had transient non-fatal errors", "warning: could not send message for past"],
            isDelay: true),
        Dialect(name: "Smail, T-Online", heads: ["failed addresses follow:"]),
        Dialect(
            name: "Google, delayed",
            heads: ["there was a temporary problem delivering your message to"], shape: .near, isDelay: true),
        Dialect(
            name: "Google",
            heads: [
                "delivery to the following recipient failed permanently", "your message wasn't delivered to",
                "your message couldn't be delivered to", "because the address couldn't be found",
                "the group you tried to contact",
            ], shape: .near),
        Dialect(
            name: "Exchange, Microsoft 365, delayed",
            heads: [
                "delivery is delayed to these recipients",
                "delivery to the following recipient has been delayed",
                "delivery to the following recipients has been delayed",
                "this message hasn't been delivered yet", "has been delayed:",
            ], isDelay: true),
        Dialect(
            name: "Exchange, Microsoft 365, MailEnable",
            heads: [
                "did not reach the following recipient", "recipient(s) could not be reached",
                "could not be reached:", "recipient(s) cannot be reached",
                "delivery to the following recipient", "delivery has failed to these recipients",
                "did not reach some or all of the intended recipients",
            ]),
        Dialect(
            name: "Amazon SES",
            heads: ["an error occurred while trying to deliver the mail to the following recipients"]),
        Dialect(
            name: "Domino, Notes",
            heads: ["was not delivered to:", "not listed in domino directory", "- failure reasons -"]),
        Dialect(
            name: "GroupWise",
            heads: [
                "the message that you sent was undeliverable to the following",
                "undeliverable to the following", "had the following undeliverable recipient",
            ]),
        Dialect(
            name: "MDaemon",
            heads: [
                "did not receive a copy of your message", "did not receive this message", "failed address:",
                "rejected your message to the following",
            ]),
        Dialect(
            name: "Kerio",
            heads: [
                "your message has encountered some problems during delivery",
                "could not be delivered to following recipient",
            ]),
        Dialect(
            name: "Zoho",
            heads: ["could not be delivered to one or more of its recipients. this is a permanent error"]),
        Dialect(
            name: "Sun, Oracle",
            heads: ["recipient address:", "cannot be delivered to the following recipient"]),
        Dialect(
            name: "KDDI, au",
            heads: [
                "your mail sent on:", "your mail attempted to be delivered on:",
                "the user(s) account is disabled", "the user(s) account is temporarily",
            ]),
        Dialect(
            name: "InterScan, InterMail",
            heads: ["unable to deliver message to <", "your message has encountered delivery problems"],
            shape: .near),
        Dialect(name: "Mimecast", heads: ["addressed to email address"]),
        Dialect(name: "LISTSERV, LSMTP", heads: ["error-for:"], shape: .near),
        Dialect(
            name: "EarthLink", heads: ["unable to deliver your message to", "quota violation for"],
            shape: .near),
        Dialect(
            name: "AOL, by screen names", heads: ["because they are not accepting mail from"], shape: .names),
        Dialect(name: "phquery", heads: ["message not delivered to the following"], shape: .names),
        Dialect(name: "LLNL", heads: ["to which your message was addressed"], shape: .near),
        Dialect(
            name: "IMail",
            heads: [
                "invalid final delivery userid", " attempts: ", "undeliverable to", "unknown user:",
                "user mailbox exceeds allowed size", "unknown host:", "no such user here",
            ], shape: .near),
        Dialect(
            name: "others, delayed",
            heads: ["has been postponed", "has not yet been delivered because", "delivery has been delayed"],
            shape: .near, isDelay: true),
        Dialect(
            name: "others",
            heads: [
                "the following recipient", "the following e-mail recipient",
                "could not be delivered to the following user", "undeliverable address", "failed recipient",
                "rejected recipient", "failed to deliver to",
            ]),
        // Words of servers and of people.
        Dialect(
            name: "whoever marks recipients", heads: [], shape: .marked, isCommon: true),
        Dialect(
            name: "others, in common words",
            heads: [
                "could not be delivered to", "was not delivered to", "not delivered to",
                "cannot be delivered to", "can not be delivered to", "following address", "to the following",
                "could not deliver", "unable to deliver", "unable to send", "recipient address",
                "intended recipient",
            ], isCommon: true),
        Dialect(
            name: "others, in a line",
            heads: [
                "user unknown", "unknown user", "no such user", "mailbox unavailable", "mailbox not found",
                "mailbox is full", "mailbox full", "over quota", "quota exceeded", "not a valid",
                "does not exist", "doesn't exist", "undeliverable", "not delivered", "permanent error",
                "permanently", "rejected", "address not found", "no mailbox", "invalid recipient",
                "invalid address", "account disabled", "no longer", "not found", "not known", "failed",
            ], shape: .near, isCommon: true),
    ]
}
