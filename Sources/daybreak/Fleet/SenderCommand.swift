// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Logging
import Newsroom
import Sender
import ServiceLifecycle
import UnixSignals

struct SenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sender",
        abstract: "Send what a newsroom lends through PostgreSQL, as one of many machines.",
        discussion: """
            It needs PostgreSQL, a relay, and the keys that “daybreak fleet keys” writes, and nothing else of the newsroom. \
            SIGTERM or ^C finishes what is on the wire and ends it within 10 seconds. What is in flight is noted in --state: \
            give it a directory that outlives the process, and one machine's senders the same.
            """)

    @Option(
        help: ArgumentHelp(
            "PostgreSQL: postgres://USER@HOST/DATABASE?passfile=FILE. TLS is verified unless it is a socket or says otherwise.",
            valueName: "address"))
    var queue: String?
    @Option(
        name: .customLong("relay"),
        help: ArgumentHelp(
            "A relay, smtp://HOST:PORT; once for each. Others are described in --config.", valueName: "url"))
    var relays: [String] = []
    @Option(
        help: ArgumentHelp(
            "A file with “queue:”, “relays:” and “retry:” as in daybreak.yaml, “keys:” and “state:”.",
            valueName: "file"))
    var config: String?
    @Option(help: ArgumentHelp("The file that “daybreak fleet keys” wrote.", valueName: "file")) var keys:
        String?
    @Option(
        help: ArgumentHelp(
            "Where what is in flight is noted; /var/lib/daybreak-sender else.", valueName: "dir"))
    var state: String?
    @Flag(help: "End when nothing is due.") var once = false
    @OptionGroup var log: LogOption

    func run() async throws {
        log.begin()
        let logger = Logger(label: "daybreak")
        let sender = try FleetSender(
            try FleetSenderSettings(
                file: config, queue: queue, relays: relays, keys: keys, state: state))
        let service = FleetSendingService(sender, end: once ? .nothingDue : .never, logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(9)
        try await ServiceGroup(configuration: configuration).run()
    }
}
