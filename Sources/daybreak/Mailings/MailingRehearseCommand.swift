// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Logging
import MailFormat
import Newsroom
import Sandbox
import Sender
import ServiceLifecycle
import Subscribers

extension MailingCommand {
    struct Rehearse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rehearse",
            abstract: "Send an edition to a whole list into a server of this machine.",
            discussion: """
                It goes out in a copy of the database, with the relays' limits of connections and rates, to a server that counts copies \
                and throws them away, and that refuses some and breaks off others as relays do. No reader and no counter of the newsroom \
                knows of it. The disk has to have room for a second database.
                """)

        @Argument(help: "The edition's number.") var edition: EditionID
        @Option(help: "The list.") var list: String
        @OptionGroup var audience: SegmentOption
        @OptionGroup var terms: TermsOptions
        @Option(help: ArgumentHelp("Readers who are refused for now, once.", valueName: "share"))
        var transient = FaultShare(value: 0.02)
        @Option(help: ArgumentHelp("Readers who are refused for good.", valueName: "share"))
        var permanent = FaultShare(value: 0.01)
        @Option(
            help: ArgumentHelp("Readers whose copy is taken without an answer, once.", valueName: "share"))
        var drops = FaultShare(value: 0.001)
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        /// A share that may be nothing.
        struct FaultShare: ExpressibleByArgument, CustomStringConvertible {
            let value: Double

            init(value: Double) { self.value = value }

            init?(argument: String) {
                if ["0", "0%"].contains(argument) {
                    value = 0
                } else if let share = Share(argument: argument) {
                    value = share.value
                } else {
                    return nil
                }
            }

            var description: String { "\(value * 100)%" }
        }

        func run() async throws {
            let newsroom = try newsroom.open()
            let segment = try await audience.segment(newsroom)
            let files = FileManager.default
            let place = newsroom.directory.appending(
                path: ".rehearsal-\(ProcessInfo.processInfo.processIdentifier)")
            try files.createDirectory(
                at: place, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            defer { try? files.removeItem(at: place) }
            let record = RehearsalRecord(
                .init(transient: transient.value, permanent: permanent.value, drops: drops.value))
            let readers = try await newsroom.people.count(Segment("list:\(list)"))
            let meter = SendMeter(total: readers, isQuiet: json.isOn)
            let rehearsal = try await Self.serving(record) { port in
                try await newsroom.rehearse(
                    edition, to: list, segment: segment, terms: terms.terms, in: place, through: port,
                    copies: { record.copies(for: $0) }
                ) { event in
                    // What it does to relays on purpose is no trouble.
                    if case .trouble = event { return }
                    meter.note(event)
                }
            }
            meter.finish()
            try json.print(rehearsal.json, rehearsal.lines)
            if !rehearsal.isGood { throw ExitCode(Sysexit.data.rawValue) }
        }

        /// Runs a server for as long as something takes.
        private static func serving<Value: Sendable>(
            _ record: RehearsalRecord, _ body: @Sendable (_ port: Int) async throws -> Value
        ) async throws -> Value {
            let (ports, ready) = AsyncStream.makeStream(of: Int.self)
            let logger = Logger(label: "rehearsal") { _ in SwiftLogNoOpLogHandler() }
            let server = SandboxServer(rehearsing: record, logger: logger) { ready.yield($0) }
            let group = ServiceGroup(
                configuration: .init(
                    services: [.init(service: server, failureTerminationBehavior: .gracefullyShutdownGroup)],
                    logger: logger))
            async let running: Void = group.run()
            var opened = ports.makeAsyncIterator()
            guard let port = await opened.next() else { throw CancellationError() }
            let result = try await body(port)
            await group.triggerGracefulShutdown()
            try await running
            return result
        }
    }
}

extension Rehearsal {
    fileprivate var lines: String {
        let states = DeliveryState.allCases.compactMap { state in
            counts[state].flatMap { $0 > 0 ? "\($0) \(state.name)" : nil }
        }
        let proof =
            blocking.isEmpty
            ? "the proof finds nothing that must not go out"
            : "the proof blocks it: \(blocking.joined(separator: "; "))"
        return """
            \(counted(audience, "reader", "readers")): \(states.joined(separator: ", "))
            published in \(String(format: "%.1f", publishing)) s, sent in \(String(format: "%.1f", seconds)) s, \(Int(perSecond)) a second
            lost \(lost), with a second copy \(doubled)\(unexplained > 0 ? ", without a doubt \(unexplained)" : doubled > 0 ? ", each of which was in doubt" : "")
            \(proof)
            """
    }
}
