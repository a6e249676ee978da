// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// What a failure says of the relay that it came from.
extension Failure {
    /// Whether it came when the relay knew which message this is about.
    var isOfMessage: Bool {
        switch phase {
        case .recipient, .data, .content, .report: true
        case .connect, .greeting, .hello, .startTLS, .authentication, .mail: false
        }
    }

    /// Whether a relay that goes on answering says of a message that it gets too many a second.
    var isComplaint: Bool {
        scope == .relay && cause == .rateLimited && reply != nil && reply?.code != 421
            && (isOfMessage || phase == .mail)
    }

    /// Whether fewer connections can help.
    var isThrottling: Bool {
        scope == .relay && persistence == .transient && (cause == .rateLimited || cause == .unavailable)
    }
}
