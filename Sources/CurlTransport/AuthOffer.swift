// SPDX-License-Identifier: Apache-2.0

/// What a relay's answer to EHLO says of AUTH.
struct AuthOffer {
    /// The mechanisms of `AUTH`, in upper case.
    var mechanisms: Set<String> = []
    /// The mechanisms of `AUTH=`, an old form that libcurl does not read.
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
