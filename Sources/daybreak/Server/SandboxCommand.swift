// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Logging
import Newsroom
import Sandbox
import ServiceLifecycle
import UnixSignals
import Web

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "A mail server on this machine that keeps everything it gets.",
        discussion: """
            Each message becomes a file in a Maildir. Recipients whose names start with “unknown” are refused, \
            “full” have a full mailbox, “grey” are greylisted once, and “spam” are refused after the message.
            """)

    @Option(help: "The port on 127.0.0.1; 0 for any free one.") var port: Int?
    @Option(help: "The directory for the messages.") var maildir: String?
    @Flag(help: "Say nothing about single messages.") var quiet = false
    @Flag(help: "Also show what it keeps in a browser.") var web = false
    @Option(help: "The port of those pages on 127.0.0.1; any free one if not given.") var webPort: Int?
    @OptionGroup var newsroom: NewsroomOption

    func validate() throws {
        for case let port? in [port, webPort] where !(0...65_535).contains(port) {
            throw ValidationError("A port is from 0 to 65535.")
        }
    }

    func run() async throws {
        StandardErrorLog.begin()
        var logger = Logger(label: "sandbox")
        logger.logLevel = .notice
        let room = try? newsroom.open()
        let settings = room?.configuration.sandbox
        let directory = maildir ?? newsroom.directory.appending(path: settings?.maildir ?? "sandbox").path
        let isQuiet = quiet
        let server = try SandboxServer(
            port: port ?? settings?.port ?? 2525, maildir: directory, logger: logger,
            onReady: { port in
                print("keeping mail from 127.0.0.1:\(port) in \(directory)")
                fflush(nil)
            },
            onMessage: { message, name in
                guard !isQuiet else { return }
                print(
                    "\(name)  to \(message.recipients.joined(separator: ", "))  \(message.content.count) bytes"
                )
                fflush(nil)
            })
        var services: [any Service] = [server]
        if web || webPort != nil {
            services.append(
                try SandboxWeb(of: directory, media: room?.media, port: webPort ?? 0, logger: logger) {
                    address in
                    print("showing it at \(address)")
                    fflush(nil)
                })
        }
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(5)
        try await ServiceGroup(configuration: configuration).run()
    }
}
