// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MailFormat
import Newsroom
import Sender
import Subscribers

extension ScheduleCommand {
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Have editions made and sent by a schedule.",
            discussion: """
                “daybreak serve” assembles each edition of what is new, some time before it goes out, and locks it some time later: \
                then somebody has to have approved it (“edition approve”), and its proof has to find nothing that must not go out.
                """)

        @Argument(help: "Its name: a–z, 0–9 and hyphens.") var name: String
        @Argument(help: "When, like “weekdays at 06:00 in Europe/Kyiv”.") var schedule: String
        @Option(help: "The list that gets the editions.") var list: String
        @OptionGroup var audience: SegmentOption
        @Option(
            name: .customLong("in"),
            help: "Whose clock, where the text names none; the publication's if not given.")
        var zone: String?
        @OptionGroup var timing: TimingOptions
        @Option(help: ArgumentHelp("How long before it goes out an edition is assembled.", valueName: "time"))
        var assemble: LengthOfTime?
        @Option(help: ArgumentHelp("How long before it goes out it has to be approved.", valueName: "time"))
        var lock: LengthOfTime?
        @Option(
            help: ArgumentHelp(
                "What becomes of one that nobody approved: hold, send-if-clean or skip.", valueName: "course")
        )
        var unapproved = EditionPlan.Course.hold
        @Option(parsing: .singleValue, help: "A feed that is read before; may be repeated.")
        var feed: [String] = []
        @Option(help: "How many stories an edition has at the most.") var stories: Int?
        @Option(
            parsing: .singleValue,
            help: ArgumentHelp(
                "How many a section has at the most; may be repeated.", valueName: "name=count"))
        var section: [SectionLimit] = []
        @OptionGroup var terms: TermsOptions
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        /// `Politics=3`
        struct SectionLimit: ExpressibleByArgument {
            let section: String
            let most: Int

            init?(argument: String) {
                guard let sign = argument.lastIndex(of: "="), sign > argument.startIndex,
                    let most = Int(argument[argument.index(after: sign)...]), most >= 0
                else { return nil }
                (section, self.most) = (String(argument[..<sign]), most)
            }
        }

        func validate() throws {
            if let stories, stories < 1 {
                throw ValidationError("An edition has a story at least: say --stories 1 or more.")
            }
        }

        func run() async throws {
            let newsroom = try newsroom.open()
            var plan = EditionPlan()
            if let assemble { plan.assembleBefore = assemble.value.milliseconds }
            if let lock { plan.lockBefore = lock.value.milliseconds }
            (plan.unapproved, plan.feeds, plan.most) = (unapproved, feed, stories)
            for limit in section { plan.mostOf[limit.section] = limit.most }
            var terms = terms.terms
            terms.guardRails = nil
            let rule = try await newsroom.rules.add(
                Rule.Draft(
                    name: name, schedule: schedule, zone: zone ?? "", publication: "", list: list,
                    segment: try await audience.segment(newsroom)?.text, meaning: timing.meaning, plan: plan,
                    terms: terms))
            let schedule = try newsroom.rules.schedule(of: rule)
            let next = schedule.occurrences(from: WallClock.system.now, most: 10).map {
                $0.line(in: schedule.zone)
            }
            try json.print(
                rule.json(schedule), "\(name) goes to \(list), next at\n" + next.map { "  \($0)\n" }.joined())
        }
    }
}
