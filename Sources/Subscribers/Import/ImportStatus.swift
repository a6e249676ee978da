// SPDX-License-Identifier: Apache-2.0

/// What a file says about a person's wish.
public enum ImportStatus: String, Hashable, Sendable, Codable {
    case active, unconfirmed, unsubscribed
    /// The address does not take mail.
    case bounced
    /// They called it spam.
    case complained
    /// The sender's own decision not to mail them.
    case suppressed

    /// Reads the word that a service writes; nil for one that none is known to write. Words about paying mean nothing here:
    /// whoever stopped paying still reads.
    public init?(word: String) {
        switch word.lowercased() {
        case "active", "subscribed", "enabled", "confirmed", "true", "yes", "1", "regular", "premium", "free",
            "paid",
            "gifted", "comp", "trialed", "unpaid", "churning", "churned", "paused", "past_due", "aktiv",
            "angemeldet", "ja",
            "actif", "abonné", "oui", "activo", "attivo", "активний", "так", "активен", "да":
            self = .active
        case "unconfirmed", "pending", "unactivated", "validating", "needs_attention", "needs approval":
            self = .unconfirmed
        case "unsubscribed", "inactive", "cancelled", "canceled", "false", "no", "0", "inaktiv", "abgemeldet",
            "ausgetreten",
            "gekündigt", "nein", "inactif", "désabonné", "non", "inactivo", "inattivo", "відписаний", "ні",
            "отписан", "нет":
            self = .unsubscribed
        case "cleaned", "bounced", "undeliverable", "malformed", "invalid": self = .bounced
        case "complained", "spam", "abuse": self = .complained
        case "suppressed", "blocked", "blocklisted", "blacklisted", "disabled", "removed", "spammy",
            "disposable":
            self = .suppressed
        default: return nil
        }
    }
}
