// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Sender

/// Why a recurring edition is not changed as was asked. Nothing was changed.
public enum RuleFault: Error, Hashable, Sendable {
    /// No rule can have that name.
    case name(String)
    /// The list gets another publication.
    case otherPublication(String, list: String, gets: String)
    /// It would be locked before it is assembled.
    case lockedFirst
    /// The feed has no address on the web.
    case notAFeed(String)
    /// All its dates are past.
    case over
    /// It is paused already, or was not.
    case pausedAlready(String, Bool)
    /// The text is no day.
    case notADay(String)
    /// That day is past.
    case past(String)
    /// The rule does not fall on that day.
    case noOccurrence(String, String)
    /// The rule falls on that day at several times.
    case several(String, String, [String])
    /// The occurrence has a mailing.
    case mailed(String, MailingID)
    /// The occurrence on that day was not skipped, or is past.
    case notSkipped(String)
    /// Its times are those of readers' clocks, or those by which it has to be done, and no other instant can be said for one of them.
    case unmovable(String)
    /// There is nothing new, and feeds that might have something could not be read: why.
    case feeds([String])
    /// So many findings of its proof keep the edition from being approved; with what the first says.
    case blocked(EditionID, Int, first: String)
    /// The edition has a later revision than the one that was looked at.
    case revised(EditionID, looked: Int, latest: Int)
}

extension RuleFault: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        switch self {
        case .name(let name): "“\(name)” cannot name a schedule: a–z, 0–9 and hyphens"
        case .otherPublication(let own, let list, let wanted):
            "the schedule is of the publication “\(own)”, and “\(list)” gets “\(wanted)”: choose another list"
        case .lockedFirst:
            "the edition would be locked before it is assembled: say a longer --assemble or a shorter --lock"
        case .notAFeed(let feed): "“\(feed)” is no address of a feed: it begins with https:// or http://"
        case .over: "all its times are past"
        case .pausedAlready(let name, let isPaused):
            isPaused ? "“\(name)” is paused already" : "“\(name)” is not paused"
        case .notADay(let text):
            "“\(text)” is no day like 2026-12-25, or 2026-12-25 06:00 where a day has several times"
        case .past(let text): "\(text) is past"
        case .noOccurrence(let name, let text):
            "“\(name)” does not fall on \(text): “daybreak schedule next \(name)” says when"
        case .several(let name, let text, let times):
            "“\(name)” falls on \(text) several times: say which, like “\(text) \(times.first ?? "")”"
        case .mailed(let local, let mailing):
            "the edition of \(local) is planned as mailing \(mailing): “daybreak mailing cancel \(mailing)” or “mailing reschedule \(mailing)”"
        case .notSkipped(let text): "nothing on \(text) was skipped and is still to come"
        case .unmovable(let name):
            "“\(name)” goes by its readers' clocks, or has to be done by its times: skip that day, and plan its edition with “mailing schedule”"
        case .feeds(let troubles): "nothing is new, and \(troubles.joined(separator: "; "))"
        case .blocked(let edition, let count, let first):
            "edition \(edition) cannot be approved, because its proof finds \(counted(count, "thing", "things")) that must not go out (\(first)): “daybreak edition proof \(edition)” lists them"
        case .revised(let edition, let looked, let latest):
            "edition \(edition) is at revision \(latest), and you looked at \(looked): look at it again, then approve that"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .name, .lockedFirst, .notAFeed, .notADay: .usage
        case .otherPublication, .over, .pausedAlready, .past, .noOccurrence, .several, .mailed, .notSkipped,
            .revised, .blocked, .feeds, .unmovable:
            .data
        }
    }
}
