// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Logging
import Newsroom
import ServiceLifecycle
import UnixSignals
import Web

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract:
            "Publish mailings at their time, send what is due, answer the links in readers' copies, and read what comes back.",
        discussion: """
            SIGTERM or ^C ends it within 10 seconds; nothing is lost. SIGHUP reads daybreak.yaml, files with \
            passwords and publication.yaml again; what cannot be read changes nothing. Where the database is and \
            where it listens hold until it is started anew. With --only its two halves run in \
            processes of their own, which share nothing but the database. A part that fails is started again \
            while the others go on. systemd is told when it is ready, goes on, reads again and ends, and its \
            socket is taken in place of web.host and web.port: docs/service.md. When the database's file is \
            replaced or removed it answers 503 and ends with exit 75, so that whoever runs it starts it anew.
            """)

    /// What can run in a process of its own.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case web, sending
    }

    @Option(
        help:
            "Only “web”, which answers readers, or only “sending”, which publishes, sends, prunes and reads what comes back."
    )
    var only: Part?
    @OptionGroup var log: LogOption
    @OptionGroup var newsroom: NewsroomOption

    /// Files and connections that are left to the sender and the database, whoever connects to the web.
    private static let reserve = 256

    private var duties: ServiceDuties {
        switch only {
        case .web: .web
        case .sending: .sending
        case nil: [.web, .sending]
        }
    }

    func run() async throws {
        log.begin()
        let logger = Logger(label: "daybreak")
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let newsroom = try newsroom.open()
        // Whatever cannot be written back now stays in the log, for the next process that opens the database.
        defer { try? newsroom.close() }
        try newsroom.requireSecrets(for: duties.secrets)
        try newsroom.publications.check()
        try newsroom.database.requireWritable()
        let descriptors = DescriptorLimit.raise()
        let served = ServedNewsroom(newsroom, needing: duties.secrets)
        let manager = ServiceManager()
        func supervised(_ service: any Service, _ name: String) -> SupervisedService {
            SupervisedService(
                service, named: name, by: served.clock.steady, endsProcess: { $0 is ListenFault },
                alarm: { served.note($0) }, logger: logger)
        }
        var services: [any Service] = [
            DatabaseService(newsroom, logger: logger),
            ReloadingService(served, at: hangups, telling: manager, logger: logger),
            MemoryService(served),
        ]
        if duties.contains(.sending) {
            services += [
                supervised(RuleService(served, logger: logger), "recurring editions"),
                supervised(PublishingService(served, logger: logger), "publishing"),
                supervised(SendingService(served, logger: logger), "sending"),
            ]
            if newsroom.fleet.exists {
                services.append(supervised(LendingService(served, logger: logger), "lending to the fleet"))
            }
            services += [
                supervised(AlarmService(served, logger: logger), "alarms"),
                supervised(BackupService(served, logger: logger), "backups"),
                supervised(PruningService(served, logger: logger), "pruning"),
                supervised(ReturnService(served, logger: logger), "reading what comes back"),
            ]
        }
        if duties.contains(.web) {
            let web = newsroom.configuration.web
            let passed = ListenAddress.passed(
                ProcessInfo.processInfo.environment, process: Int(ProcessInfo.processInfo.processIdentifier))
            var limits = WebLimits()
            (limits.connections, limits.perNetwork) = (web.connections, web.perNetwork)
            let readers = try ReaderWeb(
                served, at: passed ?? .host(web.host, port: web.port),
                limits: limits.within(descriptors, reserve: Self.reserve), logger: logger,
                onListening: { served.noteListening() })
            services.append(supervised(readers, "the web"))
        }
        if let manager {
            services.append(ServiceReport(served, to: manager, of: duties, logger: logger))
        }
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(9)
        try await ServiceGroup(configuration: configuration).run()
    }
}
