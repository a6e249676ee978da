public import Composer
import Foundation
public import MailFormat
import SQLiteStore
public import Sender
public import Subscribers

/// Mailings that are not published yet: whether they could be, and what becomes of those whose time has come.
extension Newsroom {
    /// What became of a mailing whose time had come.
    public enum PublishingOutcome: Hashable, Sendable {
        /// To how many.
        case published(audience: Int)
        /// It waits for an operator, and why.
        case held(String)
        /// Why it could not be published; it is tried again.
        case refused(String)
    }

    /// Publishes a mailing whose time has come, or keeps with it why that was not done.
    /// - Parameter now: milliseconds since 1970.
    /// - Returns: nil when somebody else published, held or cancelled it meanwhile.
    func publishOnTime(_ mailing: Mailing, at now: Int64 = Newsroom.now) async throws -> PublishingOutcome? {
        if configuration.late.holds(mailing.publishAt, at: now) {
            let reason = Self.lateness(of: mailing, at: now)
            return try await mailings.holdBack(mailing.id, because: reason) ? .held(reason) : nil
        }
        do {
            return try await publish(mailing.id).map { .published(audience: $0) }
        } catch {
            let reason = Explanation.sentence(of: error)
            _ = try await mailings.note(reason, of: mailing.id)
            return .refused(reason)
        }
    }

    private static func lateness(of mailing: Mailing, at now: Int64) -> String {
        let late = ShortDuration.text(now - mailing.publishAt)
        let time = ZonedTime.text(mailing.publishAt, in: mailing.zone)
        let before = mailing.reason.map { ", because \($0)" } ?? ""
        return
            "it was to go out at \(time) and could not for \(late)\(before); “daybreak mailing resume \(mailing.id)” publishes it now, “mailing cancel \(mailing.id)” ends it"
    }

    /// Lets a mailing go on: one that is paused or halted, or one that is planned and waits for an operator, which is
    /// published now.
    /// - Returns: false when it is none of these.
    public func resume(_ id: MailingID) async throws -> Bool {
        let mailing = try await mailing(id)
        if mailing.state == .halted, mailing.publishedAt == nil, mailing.publishAt <= Self.now {
            guard try await mailings.resume(id) else { return false }
            // Its time is past: while it cannot be published it waits for an operator.
            _ = try await mailings.holdBack(id, because: mailing.reason ?? "it was halted")
            return try await publish(id) != nil
        }
        guard mailing.state == .scheduled else { return try await mailings.resume(id) }
        guard mailing.heldAt != nil else { return false }
        return try await publish(id) != nil
    }

    /// Publishes an edition to a list now; a mailing that cannot be published leaves nothing behind.
    public func publishNow(
        _ edition: EditionID, to list: String, segment: Segment?, terms: MailingTerms, override: String?
    ) async throws -> MailingID {
        let mailing = try await schedule(
            edition, to: list, at: nil, segment: segment, terms: terms, override: override)
        do {
            // A “serve” beside us may have been faster.
            if try await publish(mailing) == nil, try await self.mailing(mailing).publishedAt == nil {
                throw NewsroomError(.temporary, "mailing \(mailing) was cancelled meanwhile")
            }
        } catch {
            try await mailings.discard(mailing)
            throw error
        }
        return mailing
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

    /// Tries every planned mailing as far as it goes without publishing, and keeps with each why it could not be, or that it
    /// could.
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

    /// What keeps mail from going out, by mailing, in words that may be seen by anybody; empty when nothing does.
    /// - Parameter now: milliseconds since 1970.
    func troubles(at now: Int64 = Newsroom.now) async throws -> [String] {
        try await mailings.open().compactMap { mailing in
            let name = "mailing \(mailing.id)"
            return switch mailing.state {
            case .halted: "\(name) is halted"
            case .scheduled where mailing.heldAt != nil: "\(name) is held"
            case .scheduled where mailing.reason != nil: "\(name) cannot be published"
            case .scheduled where mailing.publishAt + Self.unnoticed < now: "\(name) is not published"
            case .sending where mailing.deadlineAt.map({ $0 < now }) == true: "\(name) is late"
            default: nil
            }
        }
    }

    /// Milliseconds that a publication may take before anybody asks.
    private static let unnoticed: Int64 = 60_000

    /// Forgets an article.
    /// - Throws: when a planned mailing carries it, which could not be published without.
    /// - Returns: the editions that name it and have not gone out: they cannot any more.
    public func removeArticle(
        _ article: String, by author: Author = Newsroom.loginName
    ) async throws -> [EditionID] {
        let slug = try await self.article(article).slug
        let naming = try await editions.all().filter { $0.edition.articles.contains(slug) }.map(\.id)
        if let mailing = try await mailings.planned().first(where: { $0.edition.map(naming.contains) == true }
        ),
            let edition = mailing.edition
        {
            throw NewsroomError(
                .data,
                "mailing \(mailing.id) carries “\(slug)” at \(ZonedTime.text(mailing.publishAt, in: mailing.zone)): take it out with “daybreak edition edit \(edition)”, or cancel the mailing, first"
            )
        }
        _ = try await articles.remove(slug, by: author)
        let gone = Set(try await mailings.all().filter { $0.publishedAt != nil }.compactMap(\.edition))
        return naming.filter { !gone.contains($0) }.sorted { $0.rawValue < $1.rawValue }
    }
}
