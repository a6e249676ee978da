// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MailFormat
import Newsroom

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the database's place; the old one is kept beside it.",
        discussion: """
            What the backup does not know may have gone out: mailings that were being sent, or were to be published before now, \
            are halted until “daybreak mailing resume”, or cancelled. From the database that is replaced comes what people ended \
            since, who was suppressed or erased, which keys of links there are, and which numbers were given; where there is \
            none, who was erased is known from the file “erased” beside the backup, and it is said what is not known. No number of a person or mailing is given again, so links in old mail stay good \
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

    /// Tells what was carried over, and what an operator has to see to.
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
