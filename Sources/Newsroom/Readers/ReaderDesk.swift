// SPDX-License-Identifier: Apache-2.0
public import Composer
import SQLiteStore
import Sender
public import Subscribers
import Synchronization

/// The use cases of a reader who follows a link in their copy. Every answer is nil for a token that this newsroom did not sign.
public final class ReaderDesk: Sendable {
    /// What is served.
    public let served: ServedNewsroom
    /// The newsroom as it was served when the desk was made.
    let newsroom: Newsroom
    let allowance: Mutex<SignUpAllowance>

    /// The desk of a newsroom as it is served now.
    /// - Parameter former: the desk whose place it takes, which has counted networks' sign-ups.
    public init(_ served: ServedNewsroom, after former: ReaderDesk? = nil) {
        self.served = served
        newsroom = served.current
        let limit = newsroom.configuration.confirmation.perNetwork
        var known = former?.allowance.withLock(\.self) ?? SignUpAllowance(limit)
        known.limit = limit
        allowance = Mutex(known)
    }

    /// The source of what is left to chance.
    public var random: Randomness { newsroom.context.random }

    /// Whether a proxy before us says whom it asks for.
    public var isBehindProxy: Bool { newsroom.configuration.web.isBehindProxy }

    /// Who may read metrics.
    public var metricAccess: MetricAccess { MetricAccess(newsroom.configuration) }

    /// What keeps mail from going out, in words that anybody may see; empty when nothing does.
    public func troubles() async throws -> [String] { try await served.troubles() }

    /// Whether an error says that the database was replaced, so that whatever was written would be lost.
    public static func isOutOfService(_ error: any Error) -> Bool {
        (error as? StoreError)?.isReplacement == true
    }

    /// Whether a link is that of a copy to try.
    public func isOfTestCopy(_ token: String, for purpose: CapabilityToken.Purpose) async throws -> Bool {
        try await newsroom.context.tokenKeys.keys().token(token, for: purpose) == .test
    }

    /// Who holds a link; nil for a token that is not ours, or of a copy to try.
    func holder(of token: String, for purpose: CapabilityToken.Purpose) async throws -> LinkHolder? {
        let holder = try await newsroom.context.subscribers.holder(of: token, for: purpose)
        return holder?.token == .test ? nil : holder
    }

    /// The newsroom's own publication.
    public var ownPublication: String { newsroom.configuration.publication }

    /// A publication, for the look and the words of pages.
    public func publication(_ id: String) throws -> Publication {
        try newsroom.publications.themed(id).0
    }

    /// The calendar of what goes out when; nil for a token that is not ours, or for something else.
    public func calendar(_ token: String) async throws -> String? {
        let keys = try await newsroom.context.tokenKeys.keys()
        guard keys.token(token, for: .calendar) == .test else { return nil }
        return try await newsroom.rules.calendar()
    }

    /// The pictures that the newsroom keeps.
    public var media: MediaDesk { newsroom.media }

    /// Where mail that came back is taken in.
    public var returns: ReturnDesk { newsroom.returns }

    /// Where readers' pages load them.
    public var mediaAddress: MediaAddress { newsroom.configuration.links.ownMedia }

    /// A reader's copy as a page.
    public func browserVersion(_ token: String) async throws -> String? {
        let keys = try await newsroom.context.tokenKeys.keys()
        guard let open = keys.token(token, for: .browser) else { return nil }
        return try await newsroom.mailings.browserVersion(of: open.mailing, for: open.subscriber, keys)
    }
}
