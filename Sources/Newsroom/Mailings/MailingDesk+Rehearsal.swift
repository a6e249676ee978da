// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat
import SQLiteStore
public import Sender
import Subscribers

extension MailingDesk {
    /// Does for every planned mailing all of publishing that changes nothing, and keeps with each why it could not be
    /// published, or that it could.
    /// - Returns: those that could not be published as things stand, why, and whether that is new.
    public func rehearse() async throws -> [(mailing: Mailing, reason: String, isNew: Bool)] {
        var found: [(mailing: Mailing, reason: String, isNew: Bool)] = []
        for mailing in try await mailings.planned() {
            if mailing.heldAt != nil {
                found.append((mailing, mailing.reason ?? "it is held", false))
                continue
            }
            let reason = await obstacle(to: mailing)
            let isNew = reason != mailing.reason
            if isNew { _ = try await mailings.note(reason, of: mailing.id) }
            if let reason { found.append((mailing, reason, isNew)) }
        }
        return found
    }

    /// Why a planned mailing could not be published as things stand; nil when it could.
    func obstacle(to mailing: Mailing) async -> String? {
        do {
            _ = try await readied(mailing)
            guard try await mailings.hasReaders(on: mailing.list, in: mailing.segment) else {
                throw StoreError.nobody(list: mailing.list)
            }
            return nil
        } catch {
            return Explanation.sentence(of: error)
        }
    }

    /// The mailings that do not go out as planned, in words that anybody may see; empty when all do.
    /// - Parameter now: milliseconds since 1970; nil for what the clock says.
    func troubles(at now: Int64? = nil) async throws -> [String] {
        let now = now ?? clock.now
        return try await mailings.open().compactMap { mailing in
            MailingTrouble(mailing, at: now).map { "mailing \(mailing.id) \($0.rawValue)" }
        }
    }

    /// The mailings that do not go out as planned, with all that is known of why.
    func obstructed() async throws -> [Alarm] {
        let now = clock.now
        return try await mailings.open().compactMap { mailing in
            guard let trouble = MailingTrouble(mailing, at: now) else { return nil }
            let due = "it was to go out at \(ZonedTime.text(mailing.publishAt, in: mailing.zone))"
            let why = trouble == .unpublished ? due : mailing.reason
            return Alarm(
                trouble.alarm, "mailing \(mailing.id)",
                "mailing \(mailing.id) to \(mailing.list) \(trouble.rawValue)" + (why.map { ": \($0)" } ?? "")
            )
        }
    }

    /// Mailings that wait for an operator to say whether they go out.
    public func held() async throws -> [Mailing] { try await mailings.planned().filter { $0.heldAt != nil } }

    /// The planned mailings whose time has been past for a while, though nobody holds them.
    func overdue() async throws -> [Mailing] {
        try await due().filter { $0.publishAt + MailingTrouble.unnoticed < clock.now }
    }

    /// Whether it is so late for a mailing that an operator has to say whether it goes out.
    func isLate(_ mailing: Mailing) -> Bool { configuration.late.holds(mailing.publishAt, at: clock.now) }

    /// Mailings that wait for their time, or for an operator.
    func planned() async throws -> [Mailing] { try await mailings.planned() }

    /// Mailings whose time has come.
    func due() async throws -> [Mailing] { try await mailings.due() }
}
