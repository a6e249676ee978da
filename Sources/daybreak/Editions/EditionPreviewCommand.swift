// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Logging
import MailFormat
import Newsroom
import Sender
import ServiceLifecycle
import UnixSignals
import Web

extension EditionCommand {
    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "preview", abstract: "Compose an edition as one reader would get it.",
            discussion: """
                Without an output option the plain text is printed. --serve shows both parts in a browser and reloads them \
                when an article, a template or the text in “edition edit” changes; ^C ends it.
                """)

        @Argument(help: "Its number.") var edition: EditionID
        @Option(name: .customLong("for"), help: "A subscriber's address; a stranger if not given.")
        var reader: EmailAddress?
        @Option(help: "Write the HTML here; - for standard output.") var html: String?
        @Option(help: "Write the plain text here.") var text: String?
        @Option(help: "Write the whole message here.") var message: String?
        @Flag(help: "Show it in a browser while it is made.") var serve = false
        @Option(help: "With --serve: the port on 127.0.0.1; 0 for any free one.") var port = 8090
        @OptionGroup var newsroom: NewsroomOption

        func validate() throws {
            guard (0...65_535).contains(port) else { throw ValidationError("A port is from 0 to 65535.") }
        }

        func run() async throws {
            let newsroom = try newsroom.open()
            if !serve { newsroom.tellOfDraft(edition) }
            let preview = try await newsroom.editorial.preview(edition, for: reader)
            if html == nil && text == nil && message == nil && !serve {
                print("Subject: \(preview.subject)\n\n\(preview.text)", terminator: "")
            }
            if let html { try write(Data(preview.html.utf8), as: .page, to: html) }
            if let text { try write(Data(preview.text.utf8), as: .text, to: text) }
            if let message { try write(Data(preview.message), as: .message, to: message) }
            if serve { try await serve(newsroom) }
        }

        private func serve(_ newsroom: Newsroom) async throws {
            StandardErrorLog.begin()
            var logger = Logger(label: "preview")
            logger.logLevel = .warning
            let desk = PreviewDesk(newsroom.editorial, edition: edition, reader: reader)
            let web = PreviewWeb(desk, port: port, logger: logger) { address in
                print("edition \(edition) is at \(address)")
                fflush(nil)
            }
            var configuration = ServiceGroupConfiguration(
                services: [web], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            configuration.maximumGracefulShutdownDuration = .seconds(2)
            try await ServiceGroup(configuration: configuration).run()
        }

        private func write(_ data: Data, as kind: OutputFile.Kind, to path: String) throws {
            if path == "-" { return try BufferedOutput.write(data) }
            try OutputFile.write(data, as: kind, to: path)
            print("wrote \(path): \(data.count) bytes")
        }
    }
}
