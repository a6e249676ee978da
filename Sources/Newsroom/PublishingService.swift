public import Logging
import MailFormat
import SQLiteStore
public import ServiceLifecycle

/// Publishes planned mailings when their time comes.
public struct PublishingService: Service {
    private let newsroom: Newsroom
    private let logger: Logger

    /// How often to look.
    private static let poll: Duration = .milliseconds(500)

    /// A service over a newsroom.
    public init(_ newsroom: Newsroom, logger: Logger) {
        self.newsroom = newsroom
        self.logger = logger
    }

    /// Runs until shut down. A mailing that cannot be published is tried again; the reason is logged once.
    public func run() async throws {
        var complained: [MailingID: String] = [:]
        for await _ in Ticks(every: Self.poll).cancelOnGracefulShutdown() {
            do {
                for mailing in try await newsroom.mailings.due() {
                    do {
                        guard let audience = try await newsroom.publish(mailing.id) else { continue }
                        logger.notice(
                            "mailing \(mailing.id) is published to \(audience) readers of \(mailing.list)")
                    } catch {
                        if complained.updateValue("\(error)", forKey: mailing.id) != "\(error)" {
                            logger.error("mailing \(mailing.id) cannot be published: \(error)")
                        }
                    }
                }
            } catch {
                logger.error("the schedule cannot be read: \(error)")
            }
        }
    }
}
