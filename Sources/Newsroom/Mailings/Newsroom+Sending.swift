import CurlTransport
public import MailFormat
import SQLiteStore
public import Sender
import Subscribers

extension Newsroom {
    /// A sender over this newsroom's ledger and relays.
    /// - Parameters:
    ///   - mailing: the only one to send; nil for whatever is due.
    ///   - end: when the run ends by itself.
    public func sender(
        of mailing: MailingID? = nil, end: SendLoop.End,
        observe: @escaping @Sendable (SendLoop.Event) -> Void = { _ in }
    ) async throws -> SendLoop {
        var settings = SendLoop.Settings()
        settings.retry = configuration.retry
        settings.end = end
        let outbox = try await SQLiteOutbox(database, scope: mailing, retry: configuration.retry)
        return SendLoop(
            outbox: outbox, journal: outbox.journal, relays: configuration.relays.map(\.limits),
            messages: FrozenMessages(
                newsroom: self, outbox: outbox, watch: SigningKeyWatch(tokenKeys)),
            settings: settings, observe: observe)
    }

    /// The processes that hold deliveries of some mailings, and how many each.
    public func holders(of some: [MailingID]) async throws -> [(process: Int, deliveries: Int)] {
        var holders: [(process: Int, deliveries: Int)] = []
        for mailing in some { holders += try await mailings.holders(of: mailing) }
        return holders
    }

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

/// The frozen messages of published mailings. What their copies are made with is noted before the first is sent.
private struct FrozenMessages: MessageSource {
    let newsroom: Newsroom
    let outbox: SQLiteOutbox
    let watch: SigningKeyWatch

    /// - Throws: `NewsroomError`, for the sender keeps with a mailing what it is told of it.
    func message(of mailing: MailingID) async throws -> any PersonalMessage {
        do {
            let (copies, recipe) = try await newsroom.copies(of: mailing, watch: watch)
            try await outbox.note(recipe, of: mailing)
            return copies
        } catch {
            guard let known = Explanation(error) else { throw error }
            throw NewsroomError(known.kind, known.sentence)
        }
    }
}
