// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MailFormat
import Newsroom
import Subscribers

extension MailingCommand {
    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "report",
            abstract: "Show how a mailing went: its rate over time, refusals, domains, attempts.",
            discussion: """
                Times count from publication. “Refusals” are answers that were no acceptance, of all attempts; a reader who was \
                greylisted and then accepted is one of each.

                --csv prints lines of section,key,measure,value:
                  mailing   a mailing's number    list, state, audience, uncertain, pruned, publishedAt, perSecond, peakPerSecond
                  state     a delivery's state    readers
                  time      50, 95 or 100         seconds until that many % of the accepted were accepted
                  rate      a time                seconds (how long the interval is), accepted, refused
                  class     why not               failed, waiting (readers), refusals (answers)
                  attempts  how many              readers that were accepted after so many
                  domain    a domain, or *        readers, accepted, waiting, failed, uncertain, refusals, lastAccepted (seconds)
                  relay     a relay's name        messages, busySeconds, refusals
                """)

        @Argument(help: "Its number.") var mailing: MailingID
        @Option(help: "How many of the largest domains; the others are one line.") var domains = 10
        @Flag(help: "Print CSV, a line for each number.") var csv = false
        @Option(help: ArgumentHelp("Also draw it, as SVG.", valueName: "file.svg")) var picture: String?
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            if csv && json.isOn { throw ValidationError("Say either --csv or --json.") }
            guard (1...1000).contains(domains) else {
                throw ValidationError("--domains is a number from 1 to 1000.")
            }
            if let picture, let dot = picture.lastIndex(of: "."),
                ["png", "jpg", "jpeg", "gif", "pdf", "webp"].contains(
                    picture[dot...].dropFirst().lowercased())
            {
                throw ValidationError(
                    "Pictures are SVG, which every browser shows: name it \(picture[..<dot]).svg.")
            }
        }

        func run() async throws {
            let newsroom = try newsroom.open()
            let report = try await newsroom.mailings.report(of: mailing)
            if let picture {
                try OutputFile.write(Array(MailingReportPicture.svg(report).utf8), as: .picture, to: picture)
            }
            if csv {
                print(MailingReportText.csv(report, domains: domains), terminator: "")
            } else {
                try json.print(
                    report.json(domains: domains),
                    MailingReportText.text(report, domains: domains, in: newsroom.publications.shownZone))
            }
        }
    }
}
