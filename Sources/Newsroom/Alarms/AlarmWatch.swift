// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat
import SQLiteStore
import Sender

/// Finds what a person must know. Between two looks it remembers what takes long to find out.
struct AlarmWatch {
    private var deadlines: DeadlineWatch
    private var relays: RelayWatch
    private var records = RecordWatch()
    private var site: SiteWatch
    /// Since when alarms cannot be kept, and when somebody was told of that.
    private var failing: (since: ContinuousClock.Instant, told: ContinuousClock.Instant?)?
    /// Whether nothing was wrong at the latest look, and nothing was under way that goes wrong by doing nothing.
    private var isCalm = false
    private var lookout = Lookout()

    init(_ newsroom: Newsroom, relays: RelayWatch = RelayWatch(), site: SiteWatch = SiteWatch()) {
        deadlines = DeadlineWatch(in: newsroom.publications.shownZone)
        self.relays = relays
        self.site = site
    }

    /// Everything that is wrong now.
    /// - Parameter signs: what the services know of themselves.
    mutating func look(at newsroom: Newsroom, _ signs: ServedSigns) async throws -> [Alarm] {
        let services = Self.alarms(of: signs, at: newsroom.context.clock.steady.now())
        isCalm = false
        let editions = try await Self.editions(of: newsroom)
        let mailings = try await mailings(of: newsroom)
        let returns = try await Self.returns(of: newsroom)
        let machine = Self.machine(of: newsroom)
        let plans = try await Self.plans(of: newsroom)
        let access = await relays.look(at: newsroom, isUrgent: plans.areUrgent)
        let names = await records.look(at: newsroom)
        let certificate = await site.look(at: newsroom)
        let alarms =
            services + editions.alarms + mailings + returns + machine + access + names + certificate
        isCalm = alarms.isEmpty && !editions.areUnderWay && plans.areAll
        lookout.note(due: plans.next)
        return alarms
    }

    /// Whether the next look would find as little as the latest one: everything is at rest, and nobody has changed anything since.
    mutating func mayRest(_ newsroom: Newsroom, _ signs: ServedSigns) -> Bool {
        let isDue = lookout.isDue(at: newsroom)
        return isCalm && !isDue && Self.alarms(of: signs, at: newsroom.context.clock.steady.now()).isEmpty
            && Self.machine(of: newsroom).isEmpty
    }

    /// Takes note that alarms were kept.
    /// - Parameter isQuiet: whether none lasts and nobody is to be told of any.
    mutating func noteKept(isQuiet: Bool) {
        failing = nil
        isCalm = isCalm && isQuiet
    }

    /// Takes note that alarms cannot be kept, as when the disk is full or the database locked.
    /// - Returns: whether it is time to tell somebody all the same.
    mutating func noteUnkept(at now: ContinuousClock.Instant, again pause: Duration) -> Bool {
        let since = failing?.since ?? now
        let isDue = now - since >= Self.patience && (failing?.told.map { now - $0 >= pause } ?? true)
        failing = (since, isDue ? now : failing?.told)
        isCalm = false
        return isDue
    }

    /// How long alarms may not be kept before somebody is told past the database.
    private static let patience: Duration = .seconds(30)

    private static func alarms(of signs: ServedSigns, at now: ContinuousClock.Instant) -> [Alarm] {
        var alarms = signs.failing(at: now).sorted { $0.key < $1.key }.map {
            Alarm(.service, $0.key, "\($0.key) fails and is started again and again: \($0.value)")
        }
        if let fault = signs.sendingFault {
            alarms.append(Alarm(.sending, "sending", "sending has stopped and is tried again: \(fault)"))
        }
        if let fault = signs.lendingFault {
            alarms.append(Alarm(.sending, "fleet", "what is lent to the fleet does not go on: \(fault)"))
        }
        if let fault = signs.backupFault {
            alarms.append(Alarm(.backup, "backup", "the database is not backed up: \(fault)"))
        }
        if let fault = signs.restoreFault {
            alarms.append(Alarm(.backup, "restoring", "the latest backup cannot be restored: \(fault)"))
        }
        alarms += signs.ruleFaults.sorted { $0.key < $1.key }.map {
            Alarm(
                .unpublishable, "schedule \($0.key)",
                "the schedule \($0.key) cannot be read any more: \($0.value)")
        }
        if let fault = signs.returnsFault {
            alarms.append(Alarm(.returns, "returns", "mail that comes back is not read: \(fault)"))
        }
        return alarms
    }

    // MARK: Editions

    private static func editions(
        of newsroom: Newsroom
    ) async throws -> (alarms: [Alarm], areUnderWay: Bool) {
        let (desk, now) = (newsroom.rules, newsroom.context.clock.now)
        var alarms: [Alarm] = []
        let ahead = newsroom.configuration.alarms.approval.milliseconds
        let unsettled = try await desk.store.unsettled(from: now - day, until: now + max(ahead, day))
        for occurrence in unsettled {
            if let alarm = try await alarm(of: occurrence, desk, ahead: ahead, at: now) {
                alarms.append(alarm)
            }
        }
        for occurrence in try await desk.store.missed(since: now - day) {
            alarms.append(
                Alarm(
                    .missed, occurrence.subject,
                    "\(occurrence.subject) did not go out: \(occurrence.reason ?? "")"))
        }
        // What is held may be older than a day.
        for occurrence in try await desk.store.held() {
            alarms.append(
                Alarm(.held, occurrence.subject, "\(occurrence.subject) is held: \(occurrence.reason ?? "")"))
        }
        return (alarms, !unsettled.isEmpty)
    }

    private static let day: Int64 = 86_400_000

    private static func alarm(
        of occurrence: RuleOccurrence, _ desk: RuleDesk, ahead: Int64, at now: Int64
    ) async throws -> Alarm? {
        let subject = occurrence.subject
        switch occurrence.state {
        case .planned:
            guard let reason = occurrence.reason else { return nil }
            return Alarm(.unpublishable, subject, "\(subject) cannot be made: \(reason)")
        case .assembled:
            guard let edition = occurrence.edition, let rule = try await desk.store.rule(occurrence.rule)
            else {
                return nil
            }
            // It should have been locked a minute ago.
            if let reason = occurrence.reason, occurrence.at - rule.draft.plan.lockBefore + 60_000 < now {
                return Alarm(.unpublishable, subject, "\(subject) cannot be planned: \(reason)")
            }
            guard occurrence.at - ahead <= now, rule.draft.plan.unapproved != .sendIfClean,
                case let approval = try await desk.editions.approval(of: edition), approval?.holds != true
            else { return nil }
            let time = ZonedTime.text(occurrence.at, in: (try? desk.schedule(of: rule).zone.name) ?? "UTC")
            return Alarm(
                .notApproved, subject,
                "\(subject) goes out at \(time), and \(RuleDesk.notApproved(edition, approval))")
        case .scheduled, .held, .skipped, .missed: return nil
        }
    }

    // MARK: Mailings

    private mutating func mailings(of newsroom: Newsroom) async throws -> [Alarm] {
        let desk = newsroom.mailings
        try await deadlines.look(over: desk) { _ in }
        // These know more of a mailing that is late, and the first alarm of a kind and a subject counts.
        var alarms = deadlines.late.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            Alarm(.late, "mailing \($0.key)", $0.value)
        }
        alarms += try await desk.obstructed()
        let since = newsroom.context.clock.now - 3 * Self.day
        for mailing in try await newsroom.context.mailings.published(since: since) {
            let results = try await newsroom.context.mailings.results(of: mailing.id)
            if let alarm = Self.complaints(of: mailing, results) { alarms.append(alarm) }
        }
        return alarms
    }

    /// Providers ask that fewer than one reader in a thousand calls mail spam (support.google.com/a/answer/81126).
    static func complaints(of mailing: Mailing, _ results: MailingResults) -> Alarm? {
        guard results.complained >= 3, results.complained * 1000 >= results.settled else { return nil }
        return Alarm(
            .complaints, "mailing \(mailing.id)",
            "\(results.complained) of \(results.settled) readers of mailing \(mailing.id) to \(mailing.list) called it spam, more than one in a thousand: look who was on the list, and why"
        )
    }

    /// Whether mail is due soon, whether nothing but plans is open, and when the first of these is due.
    private static func plans(
        of newsroom: Newsroom
    ) async throws -> (areUrgent: Bool, areAll: Bool, next: Int64?) {
        let (context, now) = (newsroom.context, newsroom.context.clock.now)
        let open = try await context.mailings.open()
        let next = open.filter { $0.state == .scheduled }.map(\.publishAt).min()
        let hasOccurrence = try await context.rules.hasOccurrence(from: now, until: now + hour)
        return (
            hasOccurrence || next.map { $0 - now < hour } ?? false,
            open.allSatisfy { $0.state == .scheduled && $0.heldAt == nil }, next
        )
    }

    private static let hour: Int64 = 3_600_000

    // MARK: What comes back, and the machine

    private static func returns(of newsroom: Newsroom) async throws -> [Alarm] {
        var alarms = try await newsroom.returns.heldProviders().sorted { $0.key < $1.key }.map {
            Alarm(
                .alignment, $0.key,
                "\($0.key) does not believe that our mail is ours, and its readers' copies wait: \($0.value)")
        }
        let held = try await newsroom.returns.records([.held], most: 1000).count
        if held > 0 {
            alarms.append(
                Alarm(
                    .readersHeld, "readers",
                    "\(counted(held, "reader is", "readers are")) held for a person: say “daybreak bounce list --only held”"
                ))
        }
        return alarms
    }

    private static func machine(of newsroom: Newsroom) -> [Alarm] {
        let disk = Doctor.disk(at: newsroom.context.database.path)
        var alarms: [Alarm] = []
        if disk.severity != .ok {
            alarms.append(Alarm(.disk, "disk", "\(disk.message): \(disk.remedy ?? "")"))
        }
        let day = NamedZone.utc.day(at: newsroom.context.clock.now)
        return alarms + expiringKeys(of: newsroom.configuration, on: day)
    }

    /// The keys that end soon with no other after them, and domains for which none signs any more.
    static func expiringKeys(of configuration: Configuration, on day: CalendarDay) -> [Alarm] {
        let then = CalendarDay(daysSince1970: day.daysSince1970 + configuration.alarms.expiryDays)
        let ending = configuration.dkim.filter { dkim in
            !dkim.keys.isEmpty && !dkim.keys.contains { $0.signs(on: then) }
        }
        return ending.flatMap { dkim -> [Alarm] in
            let domain = dkim.domain ?? "the sender's domain"
            let remedy = "“daybreak dkim generate” makes another"
            let signing = dkim.keys.filter { $0.signs(on: day) }
            guard !signing.isEmpty else {
                return [
                    Alarm(
                        .key, domain,
                        "no DKIM key signs for \(domain) any more, and nothing goes out: \(remedy)")
                ]
            }
            return signing.map { key in
                Alarm(
                    .key, "\(key.selector) of \(domain)",
                    "the DKIM key \(key.selector) signs until \(key.until ?? day), and none does after it: \(remedy)"
                )
            }
        }
    }
}

extension RuleOccurrence {
    /// As alarms call it.
    var subject: String { "\(ruleName) of \(local)" }
}
