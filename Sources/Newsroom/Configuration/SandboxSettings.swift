// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import Foundation

/// The settings of the mail server that keeps what it gets, for trials.
public struct SandboxSettings: Hashable, Sendable {
    /// The port that it listens on, on loopback.
    public var port = 2525
    /// The directory of its messages, relative to the newsroom.
    public var maildir = "sandbox"
}

extension Configuration {
    /// Whether all mail goes to the sandbox on this machine, as it does in a new newsroom.
    var goesToSandbox: Bool {
        relays.allSatisfy { relay in
            let url = URL(string: relay.access.url)
            return url?.host() == "127.0.0.1" && url?.port == sandbox.port
        }
    }
}
