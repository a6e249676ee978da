// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// The name of this machine.
enum HostName {
    /// The name with a domain, as relays want it in EHLO (RFC 5321 §2.3.5): the one that the resolver finds for the host's
    /// name, else the name under `localdomain`.
    static let full: String = {
        let name = ProcessInfo.processInfo.hostName
        if name.contains(".") { return name }
        let known = canonical(name)
        return known.contains(".") ? known : "\(name).localdomain"
    }()

    private static func canonical(_ name: String) -> String {
        var hints = addrinfo()
        hints.ai_flags = AI_CANONNAME
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &found) == 0, let found else { return name }
        defer { freeaddrinfo(found) }
        return found.pointee.ai_canonname.map { String(cString: $0) } ?? name
    }
}
