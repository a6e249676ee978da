import ArgumentParser
import Logging
import Newsroom
import ServiceLifecycle
import UnixSignals
import Web

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract:
            "Publish mailings at their time, send what is due, and answer the links in readers' copies.",
        discussion: "SIGTERM or ^C ends it within 10 seconds; nothing is lost.")

    @OptionGroup var newsroom: NewsroomOption

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let logger = Logger(label: "daybreak")
        let newsroom = try newsroom.open()
        _ = try newsroom.publication()
        let web = try await ReaderWeb(
            ReaderDesk(newsroom), at: (newsroom.configuration.web.host, newsroom.configuration.web.port),
            logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [
                PublishingService(newsroom, logger: logger), SendingService(newsroom, logger: logger),
                DeadlineService(newsroom, logger: logger), PruningService(newsroom, logger: logger), web,
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(9)
        try await ServiceGroup(configuration: configuration).run()
    }
}
