// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import MailFormat
import Newsroom
import Sender

struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Publish an edition to a list now, and send until nothing is due.",
        discussion: """
            ^C finishes what is on the wire and exits 75; “daybreak send --resume” goes on, also after a crash. \
            Deliveries that wait for a later try are left to --wait, --resume or “daybreak serve”; then the exit \
            code is 75 too.
            """)

    @Argument(help: "The edition's number.") var edition: EditionID?
    @Option(help: "The list.") var list: String?
    @OptionGroup var audience: SegmentOption
    @Option(
        help: ArgumentHelp(
            "Publish against the proof, or once more; the reason is kept with the mailing.",
            valueName: "reason"))
    var override: String?
    @OptionGroup var terms: TermsOptions
    @Flag(help: "Publish what is due, and send whatever waits of mailings published before.") var resume =
        false
    @Flag(help: "Stay until nothing waits for a later try either.") var wait = false
    @OptionGroup var newsroom: NewsroomOption
    @OptionGroup var json: JSONOption

    func validate() throws {
        if resume {
            if edition != nil || list != nil {
                throw ValidationError("--resume takes no edition and no list.")
            }
        } else if edition == nil || list == nil {
            throw ValidationError("Name an edition and a --list, or --resume.")
        }
    }

    func run() async throws {
        let newsroom = try newsroom.open()
        // The secrets are looked for before anything is published that could not be sent.
        try newsroom.requireSecrets(for: .sending)
        let areAllPublished = resume ? try await publishDue(newsroom) : true
        let mailings = try await mailings(newsroom)
        if newsroom.fleet.exists {
            try await report(mailings, newsroom, run: nil)
            if !json.isOn {
                print(
                    "the fleet sends it while “daybreak serve” runs; “daybreak mailing show” tells how it goes"
                )
            }
            return
        }
        let before = try await remaining(mailings, newsroom)
        let meter = SendMeter(total: before, isQuiet: json.isOn)
        let loop = try await newsroom.mailings.sender(
            of: resume ? nil : mailings.first, end: wait ? .nothingWaiting : .nothingDue, observe: meter.note)
        let interruption = Interruption(loop)
        let started = ContinuousClock.now
        let watch = Task { try? await newsroom.mailings.watchDeadlines(meter.complain) }
        defer { watch.cancel() }
        let tally: SendTally
        do {
            tally = try await loop.run()
        } catch let error as SendLoop.RelaysUnavailable {
            meter.finish()
            try await report(mailings, newsroom, run: nil)
            throw error
        }
        meter.finish()
        try await report(
            mailings, newsroom, run: .init(tally, seconds: (ContinuousClock.now - started) / .seconds(1)))
        try await judge(mailings, newsroom, isInterrupted: interruption.happened)
        if !areAllPublished { throw ExitCode(65) }
    }

    /// Publishes what is due, and says at once what cannot be and what is held: sending the others may end in an error of its own.
    /// - Returns: whether there is none of these.
    private func publishDue(_ newsroom: Newsroom) async throws -> Bool {
        let obstacles = try await newsroom.mailings.publishDue().compactMap { mailing, outcome in
            if case .refused(let reason) = outcome {
                "mailing \(mailing) is due and not published: \(reason)"
            } else {
                nil
            }
        }
        let held = try await newsroom.mailings.held().map { "mailing \($0.id) is held: \($0.reason ?? "")" }
        for line in obstacles + held { StandardError.say(line) }
        return obstacles.isEmpty && held.isEmpty
    }

    private func mailings(_ newsroom: Newsroom) async throws -> [MailingID] {
        guard let edition, let list else {
            return try await newsroom.mailings.all().filter { $0.state == .sending }.map(\.id)
        }
        newsroom.tellOfDraft(edition)
        return [
            try await newsroom.mailings.publishNow(
                edition, to: list, segment: try await audience.segment(newsroom), terms: terms.terms,
                override: override)
        ]
    }

    /// Deliveries that may still be sent.
    private func remaining(_ mailings: [MailingID], _ newsroom: Newsroom) async throws -> Int {
        var sum = 0
        for mailing in mailings { sum += try await newsroom.mailings.remaining(in: mailing) }
        return sum
    }

    private func report(
        _ mailings: [MailingID], _ newsroom: Newsroom, run: MailingStatus.Run?
    ) async throws {
        for mailing in mailings {
            // A run has one rate, which of several mailings is none's.
            let report = try await newsroom.mailings.status(of: mailing, run: mailings.count == 1 ? run : nil)
            let rate = report.run.map { " in \($0.seconds) s, \(Int($0.perSecond))/s" } ?? ""
            try json.print(report.json, report.line + rate)
        }
    }

    private func judge(_ mailings: [MailingID], _ newsroom: Newsroom, isInterrupted: Bool) async throws {
        if isInterrupted {
            throw CommandFault.interrupted
        }
        for id in mailings {
            let mailing = try await newsroom.mailings.mailing(id)
            if mailing.state == .halted {
                throw CommandFault.halted(id, mailing.reason)
            }
        }
        for id in mailings {
            if let failed = try await newsroom.mailings.status(of: id).failedReaders {
                throw CommandFault.reachedNobody(id, failed: failed)
            }
        }
        let left = try await remaining(mailings, newsroom)
        for holder in try await newsroom.mailings.holders(of: mailings) {
            throw CommandFault.heldElsewhere(holder.deliveries, process: holder.process)
        }
        if left > 0 {
            throw CommandFault.waiting(left)
        }
    }
}
