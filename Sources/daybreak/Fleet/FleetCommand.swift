// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Newsroom
import Sender

struct FleetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet", abstract: "Look after many sending machines.",
        subcommands: [List.self, Drain.self, Keys.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the processes that send, and what they hold.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        private static let widths = [-14, -24, 8, 10, 8, 9, 9, -8]

        func run() async throws {
            let workers = try await newsroom.open().fleet.workers()
            if !json.isOn {
                print(
                    TextTable.row(
                        ["worker", "host", "process", "heard of", "holds", "in flight", "settled", ""],
                        Self.widths))
            }
            for worker in workers { try json.print(JSONValue.fleetWorker(worker), Self.row(worker)) }
        }

        private static func row(_ worker: FleetWorker) -> String {
            TextTable.row(
                [
                    "\(worker.id)", worker.host, "\(worker.process)",
                    "\(Int(worker.silence / .seconds(1))) s ago",
                    "\(worker.held)", "\(worker.inFlight)", "\(worker.settled)",
                    worker.isDrained ? "drained" : "",
                ], widths)
        }
    }

    struct Drain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "drain",
            abstract:
                "Have a process give back what it holds and take nothing more, before its machine is stopped."
        )

        @Argument(help: "The worker's number, as “daybreak fleet list” shows it.") var worker: Int
        @Flag(help: "Have it send again.") var undo = false
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws { try await newsroom.open().fleet.drain(worker, !undo) }
    }

    struct Keys: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "keys", abstract: "Write the keys that a sending machine needs into a new file.",
            discussion:
                "Whoever has the file can sign as you do. It has to be written anew after “daybreak token rotate”."
        )

        @Argument(help: "The file; it must not be there yet.") var file: String
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws { try await newsroom.open().keys.writeSenderKeys(to: file) }
    }
}
