import MailFormat

/// A way to say who we are (RFC 4954), by the name the configuration gives it.
public enum AuthMechanism: String, Hashable, Sendable, Codable, CaseIterable {
    case plain
    case login
    case cramMD5 = "cram-md5"
    case digestMD5 = "digest-md5"
    case ntlm

    /// The name in EHLO and AUTH.
    var name: String { rawValue.uppercased() }

    /// Those to try when none is chosen, the one that goes wrong least first. A password in plain text goes over TLS, or stays on
    /// this machine: the configuration sees to that.
    static let usual: [AuthMechanism] = [.plain, .login, .cramMD5, .digestMD5, .ntlm]

    /// Whether its first answer may stand behind AUTH (RFC 4954 §4). Some servers take the user that LOGIN sends there for
    /// nothing, and then the password for the user.
    var hasInitialResponse: Bool { self != .login }
}

/// What a relay's answer to EHLO says of AUTH.
struct AuthOffer {
    /// Those of `AUTH`, in upper case.
    var mechanisms: Set<String> = []
    /// Those of `AUTH=`, an old form that libcurl does not read.
    var oldMechanisms: Set<String> = []

    init(_ keywords: [String]) {
        for keyword in keywords {
            let words = keyword.uppercased().split(separator: " ").map(String.init)
            guard let first = words.first else { continue }
            if first == "AUTH" { mechanisms.formUnion(words.dropFirst()) }
            if first.hasPrefix("AUTH=") {
                oldMechanisms.formUnion([String(first.dropFirst("AUTH=".count))] + words.dropFirst())
            }
        }
    }

    func has(_ mechanism: AuthMechanism) -> Bool { mechanisms.contains(mechanism.name) }

    /// Whether LOGIN is offered in the old form only.
    var hasOldLogin: Bool { mechanisms.isEmpty && oldMechanisms.contains(AuthMechanism.login.name) }
}
