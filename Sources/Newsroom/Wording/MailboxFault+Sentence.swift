// SPDX-License-Identifier: Apache-2.0
import CurlTransport

extension MailboxFault: ExplainedError {
    /// One clause: what, where, and what to do.
    var sentence: String {
        let step =
            switch phase {
            case .connect: "it cannot be reached"
            case .tls: "TLS cannot be agreed on"
            case .login: "it does not let us in"
            case .select: "the mailbox cannot be opened"
            case .fetch: "messages cannot be read"
            case .remove: "messages cannot be removed"
            }
        return "\(step): \(detail)" + (isTransient ? "; it is tried again" : "")
    }

    /// How a script should take it.
    var kind: Sysexit { isTransient ? .temporary : .unavailable }
}
