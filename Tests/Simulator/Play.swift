// SPDX-License-Identifier: Apache-2.0
import Foundation
import SQLiteStore
import Sender

@testable import Newsroom

/// One seed's story, from the first day to the last.
struct Play {
    private let seed: UInt64
    private let options: Options
    private let template: URL

    init(_ seed: UInt64, _ options: Options, _ template: URL) {
        (self.seed, self.options, self.template) = (seed, options, template)
    }

    /// - Parameter counts: what happened, added up.
    /// - Returns: what went wrong; nil when nothing did.
    func run(into counts: inout [String: Int]) async -> String? {
        let world: World
        do {
            world = try World(seed, options, copying: template)
        } catch { return "\(options.command(seed))\ncannot begin: \(error)" }
        var failure: String?
        do {
            try world.run()
            let faults = try await world.office.context.database.check()
            if !faults.isEmpty { failure = "the database is whole at the end\n\(faults)" }
        } catch let violation as Violation {
            failure = "at \(violation.at): \(violation.invariant)\n\(violation.views)"
        } catch { failure = "the simulation broke off: \(error)" }
        counts.merge(world.model.counts) { $0 + $1 }
        counts["copies", default: 0] += world.model.accepted
        counts["second copies", default: 0] += world.model.repeats
        if options.isTold {
            for line in world.story.lines + (await ledger(of: world)) { print(line) }
        }
        if options.seeds.count == 1 { print("story \(world.story.mark)") }
        let end = options.isTold ? [] : world.story.lines.suffix(40) + [""]
        world.end()
        guard let failure else { return nil }
        return (end + [options.command(seed), failure]).joined(separator: "\n")
    }

    /// What went when, as the ledger has it.
    private func ledger(of world: World) async -> [String] {
        var lines: [String] = []
        let desk = world.office.mailings
        for mailing in ((try? await desk.all()) ?? []).reversed() {
            let counts = (try? await desk.status(of: mailing.id).counts) ?? [:]
            let sums = DeliveryState.allCases.compactMap { state in counts[state].map { "\($0) \(state)" } }
            let zone = (try? NamedZone(mailing.zone)) ?? world.zone
            let due = "\(RFC3339.text(mailing.publishAt, in: zone)) in \(mailing.zone)"
            let published = mailing.publishedAt.map { RFC3339.text($0, in: zone) } ?? "never"
            let edition = mailing.edition.map { "edition \($0)" } ?? "confirmations"
            lines.append(
                """
                mailing \(mailing.id), \(edition) to \(mailing.list): due \(due), published \(published), \
                \(mailing.state): \(sums.joined(separator: ", "))
                """)
        }
        return lines
    }
}
