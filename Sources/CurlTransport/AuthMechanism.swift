// SPDX-License-Identifier: Apache-2.0

/// A way to say who we are (RFC 4954), by the name the configuration gives it.
public enum AuthMechanism: String, Hashable, Sendable, Codable, CaseIterable {
    case plain
    case login
    case cramMD5 = "cram-md5"
    case digestMD5 = "digest-md5"
    case ntlm

    /// The name in EHLO and AUTH.
    var name: String { rawValue.uppercased() }

    /// The mechanisms to try when none is chosen, the one that goes wrong least first. A password in plain text goes over
    /// TLS, or stays on this machine: the configuration sees to that.
    static let usual: [AuthMechanism] = [.plain, .login, .cramMD5, .digestMD5, .ntlm]

    /// Whether its first answer may stand behind AUTH (RFC 4954 §4). Some servers take the user that LOGIN sends there for
    /// nothing, and then the password for the user.
    var hasInitialResponse: Bool { self != .login }
}
