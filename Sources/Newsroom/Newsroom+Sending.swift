import CurlTransport
public import MailFormat
import SQLiteStore
public import Sender
import Subscribers

extension Newsroom {
    /// A sender over this newsroom's ledger and relay.
    /// - Parameters:
    ///   - mailing: the only one to send; nil for whatever is due.
    ///   - end: when the run ends by itself.
    public func sender(
        of mailing: MailingID? = nil, end: SendLoop.End,
        observe: @escaping @Sendable (SendLoop.Event) -> Void = { _ in }
    ) async throws -> SendLoop {
        var settings = SendLoop.Settings()
        settings.connections = configuration.connections
        settings.messagesPerConnection = configuration.messagesPerConnection
        settings.connectionAge = configuration.connectionAge
        settings.finalTimeout = configuration.finalTimeout
        settings.retry = configuration.retry
        settings.end = end
        return SendLoop(
            outbox: try await SQLiteOutbox(database, scope: mailing, retry: configuration.retry),
            relay: CurlRelay(configuration.relay), messages: FrozenMessages(newsroom: self),
            settings: settings, observe: observe)
    }

    /// What a relay's failure means for whoever started the run.
    public static func error(_ unavailable: SendLoop.RelayUnavailable, relay: String) -> NewsroomError {
        let failure = unavailable.failure
        let rest = "nothing is lost: what was not sent is queued; “daybreak send --resume” goes on"
        let place = "the relay \(relay)"
        switch failure.cause {
        case .authentication:
            return NewsroomError(
                .configuration,
                "\(place) refuses our user or password (\(failure)): mend relays in daybreak.yaml; \(rest)")
        case .tls:
            return NewsroomError(
                .configuration,
                "\(place) cannot be trusted (\(failure)): check starttls and ca_file in daybreak.yaml; \(rest)"
            )
        default:
            return NewsroomError(.unavailable, "\(place) cannot be used (\(failure)); \(rest)")
        }
    }
}

/// The frozen messages of published mailings.
private struct FrozenMessages: MessageSource {
    let newsroom: Newsroom

    func message(of mailing: MailingID) async throws -> any PersonalMessage {
        try await newsroom.copies(of: mailing)
    }
}
