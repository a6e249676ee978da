// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import MailFormat
import SQLiteStore
public import Sender

/// Alarms: what is so, and who is told of it.
public struct AlarmDesk: Sendable {
    let configuration: Configuration
    let publications: Publications
    let tokenKeys: TokenKeyStore
    let store: AlarmStore
    let clock: WallClock

    init(_ context: NewsroomContext) {
        configuration = context.configuration
        publications = context.publications
        tokenKeys = context.tokenKeys
        store = context.alarms
        clock = context.clock
    }

    /// The alarms that last, the oldest first.
    public func raised() async throws -> [KnownAlarm] { try await store.raised() }

    /// Alarms that are over, the latest first.
    public func past(most: Int) async throws -> [KnownAlarm] { try await store.past(most: most) }

    /// By how many ways somebody is told.
    public var ways: Int { configuration.alarms.channels.count }

    /// Notes what is so now.
    func look(_ current: [Alarm]) async throws -> [AlarmChange] {
        try await store.look(
            current, telling: configuration.alarms.channels, again: configuration.alarms.again)
    }

    /// Whether no alarm lasts and nobody is to be told of any.
    func isQuiet() async throws -> Bool { try await store.isQuiet() }

    /// Tells all ways of an alarm that is only a test.
    /// - Returns: what came of each way: nil when it was told, else why not.
    public func test() async -> [(channel: String, fault: String?)] {
        await tellAtOnce(
            Alarm(.test, "test", "somebody tries whether alarms arrive: there is nothing to do"))
    }

    /// Tells all ways of an alarm that is kept nowhere.
    func tellAtOnce(_ alarm: Alarm) async -> [(channel: String, fault: String?)] {
        let now = clock.now
        let alarm = KnownAlarm(id: 0, alarm, since: now, lastSeen: now, raisedAt: now, clearedAt: nil)
        var results: [(channel: String, fault: String?)] = []
        for channel in configuration.alarms.channels {
            let notice = AlarmNotice(id: now, alarm, .raised, by: channel, at: now, attempts: 0)
            results.append((channel, await tell([notice], by: channel)))
        }
        return results
    }

    /// Tells of all notices whose time has come, each way in one go.
    /// - Returns: what could not be told, and why.
    func tellDue() async throws -> [(channel: String, fault: String)] {
        let due = try await store.due()
        var faults: [(channel: String, fault: String)] = []
        for (channel, notices) in Dictionary(grouping: due, by: \.channel).sorted(by: { $0.key < $1.key }) {
            guard let fault = await tell(notices, by: channel) else {
                try await store.told(notices)
                continue
            }
            try await store.failed(notices, because: fault)
            faults.append((channel, fault))
        }
        return faults
    }

    /// - Returns: why they could not be told; nil when they were.
    private func tell(_ notices: [AlarmNotice], by channel: String) async -> String? {
        let settings = configuration.alarms
        if let address = settings.mail.first(where: { channel == "mail:\($0.key)" }) {
            return await AlarmMail(self).send(notices, to: address)
        }
        if let webhook = settings.webhooks.first(where: { channel == "webhook:\($0.url)" }) {
            return await AlarmPost(webhook, clock: clock).send(notices)
        }
        // The configuration knows it no more: there is nobody to tell.
        return nil
    }
}
