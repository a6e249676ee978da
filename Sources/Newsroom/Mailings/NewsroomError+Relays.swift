import MailFormat
public import Sender

extension NewsroomError {
    /// What it means for whoever started the run that nothing could go through any relay.
    public static func error(_ unavailable: SendLoop.RelaysUnavailable) -> NewsroomError {
        let rest = "nothing is lost: what was not sent is queued; “daybreak send --resume” goes on"
        let advice = unavailable.troubles.map { trouble in
            switch trouble.failure.cause {
            case .authentication where trouble.failure.persistence == .permanent:
                "the relay \(trouble.relay) refuses our user or password (\(trouble.failure)): mend relays in daybreak.yaml"
            case .tls where trouble.failure.persistence == .permanent:
                "the relay \(trouble.relay) cannot be trusted (\(trouble.failure)): check starttls and ca_file in daybreak.yaml"
            case .network where trouble.failure.phase == .greeting && trouble.failure.reply == nil:
                "the relay \(trouble.relay) does not greet (\(trouble.failure)): if it speaks TLS from the first byte, as on port 465, say smtps:// in its url"
            case .protocol where trouble.failure.phase == .hello:
                "the relay \(trouble.relay) does not take the name we say in EHLO (\(trouble.failure)): say another with “hello:”"
            default: "the relay \(trouble.relay) cannot be used (\(trouble.failure))"
            }
        }
        let causes = unavailable.troubles.map(\.failure.cause)
        let kind: NewsroomError.Kind =
            causes.contains(.quota) || causes.contains(.rateLimited)
            ? .temporary
            : unavailable.troubles.allSatisfy(\.isOfConfiguration) ? .configuration : .unavailable
        return NewsroomError(kind, (advice + [rest]).joined(separator: "; "))
    }
}

extension RelayTrouble {
    /// Whether it takes a change of the configuration to end it.
    fileprivate var isOfConfiguration: Bool {
        switch failure.cause {
        case .authentication, .tls: failure.persistence == .permanent
        default: false
        }
    }
}
