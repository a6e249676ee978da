import ArgumentParser
import Foundation
import MailFormat
import Newsroom
import Subscribers

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the database while everything goes on.",
        discussion: """
            The copy is of one instant and appears whole or not at all. It does not hold daybreak.yaml, templates or keys \
            outside the database.
            """)

    @Argument(help: "A new file.") var file: String
    @OptionGroup var newsroom: NewsroomOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let started = ContinuousClock.now
        try await newsroom.open().database.backUp(to: file)
        let size = (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? Int
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        try json.print(
            JSONValue.backup(file, bytes: size, seconds: seconds),
            "\(file): \((size ?? 0) / 1_000_000) MB in \(String(format: "%.1f", seconds)) s")
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the database's place; the old one is kept beside it.",
        discussion: """
            What the backup does not know may have gone out: mailings that were being sent, or were to be published before now, \
            are halted until “daybreak mailing resume”, or cancelled. From the database that is replaced comes what people ended \
            since, who was suppressed or erased, which keys of links there are, and which numbers were given; where there is \
            none, it is said what is not known. No number of a person or mailing is given again, so links in old mail stay good \
            for those they were made for.
            """)

    @Argument(help: "A backup.") var file: String
    @OptionGroup var newsroom: NewsroomOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let done = try await DatabaseDesk.restore(file, to: newsroom.directory)
        let made = RFC3339.text(done.madeAt, in: try newsroom.open().publications.shownZone)
        let held = done.held.map { "\($0)" }.joined(separator: ", ")
        try json.print(
            done.json,
            "restored the database of \(made); "
                + (done.held.isEmpty
                    ? "no mailing is halted" : "halted until you resume or cancel them: mailings \(held)")
                + (done.previous.map { "; what was there is in \($0)" } ?? "") + "\n"
                + Self.knowledge(done, since: made))
    }

    /// What came over, and what an operator has to see to.
    private static func knowledge(_ done: Restoration, since made: String) -> String {
        guard let carried = done.carried else {
            let why =
                done.previous == nil
                ? "there was no database to look into"
                : "the database before cannot be read, or is another newsroom's"
            return
                "not known here, because \(why): who unsubscribed, was suppressed or erased since \(made), and which keys were retired; see to it before you resume anything"
        }
        return
            "carried over from it: \(carried.unsubscribed) unsubscribed, \(carried.suppressed) suppressed, "
            + "\(carried.erased) erased, \(counted(carried.retired, "key", "keys")) retired; "
            + "not carried over: who joined since, and what was sent since"
    }
}

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check that the database is whole; exit 65 when it is not.")

    @OptionGroup var newsroom: NewsroomOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let faults = try await newsroom.open().database.check()
        try json.print(
            JSONValue.faults(faults),
            faults.isEmpty ? "the database is whole" : faults.map(\.description).joined(separator: "\n"))
        if !faults.isEmpty { throw ExitCode(65) }
    }
}

struct PruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Drop requests nobody confirmed and what retention keeps no longer.",
        discussion: "“daybreak serve” does so every hour.")

    @OptionGroup var newsroom: NewsroomOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let pruned = try await newsroom.open().database.prune()
        try json.print(
            pruned.json,
            """
            dropped \(counted(pruned.requests, "request", "requests")), \
            \(counted(pruned.deliveries, "delivery", "deliveries")) (kept as counts), \
            \(counted(pruned.events, "consent event", "consent events"))
            """
        )
    }
}

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "The keys that sign the links in readers' copies.",
        subcommands: [Rotate.self, Retire.self, List.self])

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate", abstract: "Sign with a new key from now on; links signed before stay good."
        )

        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            print("key \(try await newsroom.open().keys.rotateTokenKey()) signs from now on")
        }
    }

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retire",
            abstract: "Believe a key no longer: every link it signed stops working, unsubscribe links too.")

        @Argument(help: "Its number.") var key: Int
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            guard try await newsroom.open().keys.retireTokenKey(key) else {
                throw KeyFault.noSuchKey(key)
            }
            print("key \(key) is not believed any more")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the keys' numbers, the signing one first.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            for (index, number) in try await newsroom.open().keys.tokenKeyNumbers().enumerated() {
                try json.print(
                    JSONValue.tokenKey(number, signs: index == 0),
                    "\(number)\t\(index == 0 ? "signs" : "believed")")
            }
        }
    }
}
