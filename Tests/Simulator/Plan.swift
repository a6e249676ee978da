// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Sender

@testable import Newsroom

/// What a seed decides before the first day: when it is, who reads, which rules there are, how relays are disposed.
struct Plan: Sendable {
    /// A recurring edition.
    struct Recurrence: Sendable {
        let name: String
        let list: String
        let zone: String
        let hour: Int
        let minute: Int
        let course: EditionPlan.Course
        let hasCanary: Bool
        /// What becomes of readers whose clocks are past its time; nil where it begins at its time, for everybody.
        var past: PastZones?
        var schedule: String { String(format: "daily at %02d:%02d in %@", hour, minute, zone) }
    }

    /// A fault that the simulator makes itself, so that it can be seen to find it.
    enum Sabotage: String, Sendable {
        /// A reader's wish to leave does not reach the newsroom.
        case lostWish = "lost-wish"
        /// A relay says that it took a copy, and does not have it.
        case lostCopy = "lost-copy"
        /// A relay has a copy twice.
        case secondCopy = "second-copy"
        /// An editor's change is not known to whoever remembers what was approved.
        case lostApproval = "lost-approval"
    }

    let days: Int
    /// Whether what goes wrong is not left to chance: see `Calamity.befall`.
    let isTale: Bool
    let sabotage: Sabotage?
    /// Milliseconds since 1970.
    let start: Int64
    let zone: String
    let recurrences: [Recurrence]
    /// Local parts and domains.
    let readers: [String]
    /// The zones of readers; empty for one that is not known.
    let zones: [String: String]
    let relays: [String]
    let moods: SimulatedRelay.Moods
    /// How much goes wrong.
    let trouble: Double

    init(_ dice: Dice, _ options: Options) {
        (days, sabotage, isTale) = (options.days, options.sabotage, options.isTale)
        let start = isTale ? Self.autumn : options.start
        // Half of the simulations have a change of clocks in some zone.
        let seasons = ["2026-03-03", "2026-03-24", "2026-10-20", "2026-10-27", "2027-03-09", "2027-10-26"]
        let day = CalendarDay(start ?? dice.pick(seasons)) ?? CalendarDay(daysSince1970: 20_000)
        let shift = start == nil && dice.happens(0.5) ? dice.number(0...340) : 0
        let first = CalendarDay(daysSince1970: day.daysSince1970 + shift)
        self.start = Int64(first.daysSince1970) * 86_400_000 + Int64(dice.number(0...86_399)) * 1000
        let zones = ["America/New_York", "Europe/Kyiv", "Australia/Lord_Howe", "Asia/Kolkata"]
        let chosen = dice.pick(zones)
        let left = Self.recurrences(dice, chosen)
        zone = isTale ? zones[0] : chosen
        recurrences = isTale ? Self.tale : left
        readers = (1...dice.number(10...40)).map { number in
            let kind = dice.pick(["reader", "reader", "reader", "reader", "grey", "full", "gone"])
            let name = kind == "gone" && dice.happens(0.7) ? "reader" : kind
            return "\(name)\(number)@\(dice.pick(["inbox", "inbox", "post", "mail"])).test"
        }
        let zoneDice = Dice(UInt64(bitPattern: self.start), for: "zones")
        let places = isTale ? Self.placesOfTale : Self.places
        self.zones = Dictionary(uniqueKeysWithValues: readers.map { ($0, zoneDice.pick(places)) })
        relays = isTale || dice.happens(0.5) ? ["main"] : ["main", "other"]
        trouble = isTale ? 0 : dice.pick([0.0, 0.3, 1, 1, 2])
        var moods = Self.moods(dice, trouble)
        // So slow that a mailing takes some seconds, in which somebody can be killed.
        if isTale { moods.answersAfter = 300...3000 }
        self.moods = moods
    }

    /// Before the clocks go back in Europe, and a week later in America.
    private static let autumn = "2026-10-20"

    /// Readers on both sides of an ocean, each with their morning.
    private static let tale = [
        Recurrence(
            name: "dawn", list: "morning", zone: "America/New_York", hour: 6, minute: 0, course: .hold,
            hasCanary: false),
        Recurrence(
            name: "abroad", list: "abroad", zone: "Europe/Berlin", hour: 6, minute: 0,
            course: .sendIfClean, hasCanary: false, past: .nextDay),
    ]

    /// East of them nobody reads, so that the edition abroad begins with them.
    private static let placesOfTale = ["Europe/Berlin", "America/New_York", ""]
    private static let places = [
        "Europe/Kyiv", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago",
        "Australia/Lord_Howe", "",
        "Atlantis/Poseidonis",
    ]

    private static func recurrences(_ dice: Dice, _ zone: String) -> [Recurrence] {
        let courses: [EditionPlan.Course] = [.hold, .hold, .sendIfClean, .skip]
        let times = [(6, 0), (6, 0), (2, 30), (1, 30), (0, 0), (23, 55), (3, 0)]
        let morning = dice.pick(times)
        var all = [
            Recurrence(
                name: "dawn", list: "morning", zone: zone, hour: morning.0, minute: morning.1,
                course: dice.pick(courses), hasCanary: dice.happens(0.2))
        ]
        if dice.happens(0.4) {
            let other = dice.pick(times)
            all.append(
                Recurrence(
                    name: "abroad", list: "abroad", zone: dice.pick(["Europe/Berlin", "Asia/Tokyo", zone]),
                    hour: other.0, minute: other.1, course: dice.pick(courses), hasCanary: false,
                    past: dice.happens(0.5) ? dice.pick(PastZones.allCases) : nil))
        }
        return all
    }

    private static func moods(_ dice: Dice, _ trouble: Double) -> SimulatedRelay.Moods {
        func some(_ most: Double) -> Double {
            dice.happens(0.5) ? trouble * most * Double(dice.number(0...100)) / 100 : 0
        }
        var moods = SimulatedRelay.Moods()
        moods.refusesReader = some(0.01)
        moods.isBusyAtReader = some(0.1)
        moods.refusesContent = some(0.05)
        moods.breaksContent = some(0.05)
        moods.forgetsAfterDot = some(0.05)
        moods.hangsUpAfterDot = some(0.05)
        moods.saysGoodbye = some(0.02)
        moods.stalls = some(0.004)
        moods.answersAfter = dice.pick([1...5, 2...40, 50...3000])
        return moods
    }

    /// `daybreak.yaml`
    func settings(in directory: URL) -> String {
        """
        publication: daily-caffeine
        base_url: https://news.example.com
        return_path: bounces@daily-caffeine.example
        relays:
          - { name: main, url: "smtp://127.0.0.1:9", starttls: off }
        returns: { maildir: \(directory.appending(path: "returned").path), every: 300s }

        """
    }
}
