// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

extension SendLoop.RelaysUnavailable: ExplainedError {
    var sentence: String {
        let rest = "nothing is lost: what was not sent is queued; “daybreak send --resume” goes on"
        return (troubles.map(\.advice) + [rest]).joined(separator: "; ")
    }

    var kind: Sysexit {
        troubles.kind
    }
}

extension DirectDelivery.RelayUnavailable: ExplainedError {
    /// What is the matter with the relay, and what to do.
    var sentence: String { "no copy was sent: \(trouble.advice)" }

    /// How a script should take it.
    var kind: Sysexit { [trouble].kind }
}

extension [RelayTrouble] {
    fileprivate var kind: Sysexit {
        let causes = map(\.failure.cause)
        if causes.contains(.quota) || causes.contains(.rateLimited) { return .temporary }
        return allSatisfy(\.isOfConfiguration) ? .configuration : .unavailable
    }
}

extension RelayTrouble {
    fileprivate var advice: String {
        switch failure.cause {
        case .authentication where failure.persistence == .permanent:
            "the relay \(relay) refuses our user or password (\(failure)): mend relays in daybreak.yaml"
        case .tls where failure.persistence == .permanent:
            "the relay \(relay) cannot be trusted (\(failure)): check starttls and ca_file in daybreak.yaml"
        case .network where failure.phase == .greeting && failure.reply == nil:
            "the relay \(relay) does not greet (\(failure)): if it speaks TLS from the first byte, as on port 465, say smtps:// in its url"
        case .protocol where failure.phase == .hello:
            "the relay \(relay) does not take the name we say in EHLO (\(failure)): say another with “hello:”"
        default: "the relay \(relay) cannot be used (\(failure))"
        }
    }

    /// Whether it takes a change of the configuration to end it.
    fileprivate var isOfConfiguration: Bool {
        switch failure.cause {
        case .authentication, .tls: failure.persistence == .permanent
        default: false
        }
    }
}
