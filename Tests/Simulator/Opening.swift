// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import Sender
import Subscribers

@testable import Newsroom

/// What a newsroom has before its first day: lists, readers, rules.
struct Opening {
    private let world: World

    init(_ world: World) { self.world = world }

    func run() async throws {
        let (office, plan, dice) = (world.office!, world.plan, Dice(world.seed, for: "opening"))
        world.story.tell("\(plan.readers.count) readers, relays \(plan.relays), trouble \(plan.trouble)")
        try await office.people.change(
            MailingList(name: "morning", title: "The Morning Edition", isPublic: true))
        try await office.people.create(
            MailingList(name: "abroad", title: "The Edition Abroad", isPublic: true, isDouble: !plan.isTale))
        for (index, reader) in plan.readers.enumerated() {
            var row = ImportRow(address: try EmailAddress(reader), firstName: "Reader\(index + 1)")
            row.timeZone = plan.zones[reader] ?? ""
            _ = try await office.people.add(row, to: "morning", because: Evidence("opening"))
            world.model.note(.yes, of: reader, on: "morning")
            guard plan.isTale, index % 2 == 0 else { continue }
            _ = try await office.people.add(row, to: "abroad", because: Evidence("opening"))
            world.model.note(.yes, of: reader, on: "abroad")
        }
        for rule in plan.recurrences {
            var (made, terms) = (EditionPlan(), MailingTerms(guardRails: nil))
            made.unapproved = rule.course
            if rule.hasCanary { terms.canary = .init(share: 0.2, wait: .seconds(600)) }
            if dice.happens(0.2) { terms.lifetime = .seconds(6 * 3600) }
            _ = try await office.rules.add(
                Rule.Draft(
                    name: rule.name, schedule: rule.schedule, zone: "", publication: "", list: rule.list,
                    meaning: rule.past.map { .readersClocks(past: $0) } ?? .start, plan: made, terms: terms),
                by: Author("Olga"))
            world.story.tell(
                "rule \(rule.name): \(rule.schedule), to \(rule.list), unapproved: \(rule.course)"
                    + (rule.past.map { ", by readers' clocks, past: \($0)" } ?? ""))
        }
    }
}
