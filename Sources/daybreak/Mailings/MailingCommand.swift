// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import Foundation
import MailFormat
import Newsroom
import Sender

struct MailingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mailing", abstract: "Schedule mailings, and see who got what.",
        subcommands: [
            Schedule.self, Reschedule.self, List.self, Show.self, Report.self, Waves.self, Deliveries.self,
            Message.self, Pause.self, Resume.self, Cancel.self, Retry.self, Amend.self, Rehearse.self,
        ])

    struct Schedule: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schedule",
            abstract: "Plan an edition for a list; “daybreak serve” publishes it at its time.")

        @Argument(help: "The edition's number.") var edition: EditionID
        @Option(help: "The list.") var list: String
        @Option(help: "When, like “2026-11-24 06:00” or “tomorrow 06:00”.") var at: String?
        @Option(
            name: .customLong("in"),
            help: "Whose clock: a time zone like America/New_York; the publication's if it has one.")
        var zone: String?
        @Flag(help: "As soon as “daybreak serve” looks.") var now = false
        @OptionGroup var timing: TimingOptions
        @OptionGroup var audience: SegmentOption
        @Option(
            help: ArgumentHelp(
                "Publish against the proof, or once more; the reason is kept with the mailing.",
                valueName: "reason"))
        var override: String?
        @OptionGroup var terms: TermsOptions
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            if now == (at != nil) { throw ValidationError("Say either --at TIME --in ZONE or --now.") }
            if now && timing.meaning != .start {
                throw ValidationError("--readers-clocks and --delivered need a time: say --at TIME.")
            }
        }

        func run() async throws {
            let newsroom = try newsroom.open()
            var time: LocalTime?
            if let at { time = try await newsroom.editorial.time(at, in: zone, for: edition) }
            newsroom.tellOfDraft(edition)
            let mailing = try await newsroom.mailings.schedule(
                edition, to: list, at: time, meaning: timing.meaning,
                segment: try await audience.segment(newsroom),
                terms: terms.terms, override: override)
            let report = try await newsroom.mailings.status(of: mailing)
            let waves = try await newsroom.mailings.waves(of: mailing).map {
                "\n  \($0.line(in: report.clock))"
            }
            try json.print(
                report.json,
                "mailing \(mailing): edition \(edition) to \(list) at \(report.plannedTime)\(waves.joined())")
            try await newsroom.tellOfObstacles()
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List mailings, latest first.")

        @Flag(help: "Also those that ask for confirmation of a subscription.") var all = false
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            for mailing in try await newsroom.mailings.all() where all || mailing.edition != nil {
                let report = try await newsroom.mailings.status(of: mailing.id)
                try json.print(report.json, report.line)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show where a mailing stands.")

        @Argument(help: "Its number.") var mailing: MailingID
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let report = try await newsroom.mailings.status(of: mailing)
            let overridden = try await newsroom.mailings.overridden(of: mailing)
            let reason =
                report.mailing.override.map { [MailingCommand.overridden(overridden, because: $0)] } ?? []
            try json.print(
                report.json, ([report.line] + reason + overridden.map(\.line)).joined(separator: "\n"))
        }
    }

    /// What an override did, before the findings that it went against; one may be given to send an edition once more alone.
    static func overridden(_ findings: [Finding], because reason: String) -> String {
        findings.isEmpty
            ? "with an override, because “\(reason)”" : "against the proof, because “\(reason)”:"
    }

    struct Reschedule: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reschedule", abstract: "Plan a mailing that is planned for another time.")

        @Argument(help: "Its number.") var mailing: MailingID
        @Option(help: "When, like “2026-11-24 06:00” or “tomorrow 06:00”.") var at: String
        @Option(
            name: .customLong("in"),
            help: "Whose clock: a time zone like America/New_York; the one it was planned by if not given.")
        var zone: String?
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let planned = try await newsroom.mailings.mailing(mailing)
            try await newsroom.mailings.reschedule(mailing, to: at, in: zone ?? planned.zone)
            let status = try await newsroom.mailings.status(of: mailing)
            try json.print(status.json, "mailing \(mailing) goes out at \(status.plannedTime)")
        }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause", abstract: "Stop sending a mailing until it is resumed.")

        @Argument(help: "Its number.") var mailing: MailingID
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            try await change(newsroom, mailing, .paused) { try await $0.pause($1) }
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resume",
            abstract: "Go on with a paused or halted mailing, or publish one that is held.",
            discussion: "One that is held was too late to be published by itself: “late” in daybreak.yaml.")

        @Argument(help: "Its number.") var mailing: MailingID
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            try await change(newsroom, mailing, .resumed) { try await $0.resume($1) }
            let report = try await newsroom.open().mailings.status(of: mailing)
            print(report.line)
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel", abstract: "End a mailing: what is not on the wire is never sent.")

        @Argument(help: "Its number.") var mailing: MailingID
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            try await change(newsroom, mailing, .cancelled) { try await $0.cancel($1) }
        }
    }

    struct Amend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "amend",
            abstract: "Stop the press: who has not got a mailing yet gets the edition as it is now.",
            discussion: """
                What is on the wire goes out as it was, and so does a repeat of what is in doubt. A correction for those who \
                got the first text goes to the segment “received 3 text 1”.
                """)

        @Argument(help: "The mailing's number.") var mailing: MailingID
        @Option(help: "Another edition; if not given, the mailing's own, as it was edited since.")
        var edition: EditionID?
        @Option(help: ArgumentHelp("Go against the proof.", valueName: "reason")) var override: String?
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let amendment = try await newsroom.open().mailings.amend(
                mailing, with: edition, override: override)
            try json.print(
                amendment.json(mailing),
                "mailing \(mailing) is amended: "
                    + "\(counted(amendment.readers, "reader", "readers")) will get text \(amendment.text)"
            )
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retry",
            abstract: "Make failed deliveries due again; “daybreak send --resume” or “serve” sends them.")

        @Argument(help: "The mailing's number.") var mailing: MailingID
        @Flag(help: "Those that failed; so it is when neither is said.") var failed = false
        @Flag(help: "Those in doubt, which may give a reader a second copy.") var uncertain = false
        @Option(
            name: .customLong("class"), parsing: .singleValue,
            help: "Only those that failed for this; may be repeated.")
        var causes: [Failure.Cause] = []
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let count = try await newsroom.mailings.retry(
                mailing, failed: failed || !uncertain, uncertain: uncertain, causes: causes)
            print("\(counted(count, "delivery is", "deliveries are")) due again")
        }
    }
}

extension AsyncParsableCommand {
    /// Changes a mailing's state, or says why that cannot be.
    fileprivate func change(
        _ option: NewsroomOption, _ id: MailingID, _ change: MailingChange,
        _ action: (MailingDesk, MailingID) async throws -> Bool
    ) async throws {
        let newsroom = try option.open()
        let mailing = try await newsroom.mailings.mailing(id)
        guard try await action(newsroom.mailings, id) else {
            throw CommandFault.unchangeable(id, mailing.state, change)
        }
        print("\(change.rawValue) mailing \(id)")
    }
}
