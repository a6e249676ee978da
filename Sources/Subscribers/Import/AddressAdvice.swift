// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Warnings about an address that is valid and yet odd.
public enum AddressAdvice {
    /// A clause for each oddity.
    public static func warnings(_ address: EmailAddress) -> [String] {
        var warnings: [String] = []
        if let intended = typos[address.domain] {
            warnings.append("\(address.domain) is not \(intended): a slip of the fingers?")
        }
        let mailbox = address.localPart.prefix { $0 != "+" }.lowercased()
        if roles.contains(mailbox) || mailbox.hasSuffix("-request") {
            warnings.append("\(mailbox)@ is a role, not a person")
        }
        return warnings
    }

    /// Mailboxes that RFC 2142 reserves, and those that mailing services do not take in imports.
    private static let roles: Set<String> = [
        "abuse", "accounting", "admin", "administrator", "all", "billing", "bounce", "bounces", "compliance",
        "contact",
        "devnull", "dns", "everyone", "feedback", "ftp", "help", "hostmaster", "info", "jobs", "list",
        "mailer-daemon",
        "mailerdaemon", "marketing", "media", "news", "no-reply", "nobody", "noc", "noreply", "null",
        "office", "phish",
        "phishing", "postmaster", "privacy", "registrar", "root", "sales", "security", "spam", "subscribe",
        "support",
        "sysadmin", "team", "tech", "undisclosed-recipients", "unsubscribe", "usenet", "uucp", "webmaster",
        "www",
    ]

    private static let typos: [String: String] = {
        let slips: [String: String] = [
            "gmail.com":
                "gmial.com gmai.com gmal.com gmil.com gamil.com gmali.com gmaill.com gnail.com gmaik.com gmaul.com gemail.com hmail.com gmail.con gmail.co gmail.cm gmail.cmo gmail.om",
            "hotmail.com":
                "hotmial.com hotmai.com hotmal.com hotmil.com hotamil.com otmail.com hotmail.con hotmail.co",
            "yahoo.com": "yaho.com yahooo.com yahho.com yhoo.com yaoo.com yahoo.con yahoo.cm yahoo.co",
            "outlook.com": "outlok.com outloook.com outloo.com outlool.com outlook.con",
            "icloud.com": "iclould.com iclou.com icoud.com icloud.con",
            "aol.com": "aol.con", "protonmail.com": "protonmail.con", "live.com": "live.con",
        ]
        return Dictionary(
            uniqueKeysWithValues: slips.flatMap { intended, wrong in
                wrong.split(separator: " ").map { (String($0), intended) }
            })
    }()
}
