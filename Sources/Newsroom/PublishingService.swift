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

    /// How long to leave a mailing alone that could not be published.
    private static let patience: Duration = .seconds(20)

    /// Runs until shut down. A mailing that cannot be published is tried again; the reason is logged once.
    public func run() async throws {
        var complained: [MailingID: (reason: String, at: ContinuousClock.Instant)] = [:]
        for await _ in Ticks(every: Self.poll).cancelOnGracefulShutdown() {
            do {
                for mailing in try await newsroom.mailings.due() {
                    if let last = complained[mailing.id], .now - last.at < Self.patience { continue }
                    do {
                        guard let audience = try await newsroom.publish(mailing.id) else { continue }
                        logger.notice(
                            "mailing \(mailing.id) is published to \(audience) readers of \(mailing.list)")
                    } catch {
                        let last = complained.updateValue(("\(error)", .now), forKey: mailing.id)
                        if last?.reason != "\(error)" {
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
