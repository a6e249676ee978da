// SPDX-License-Identifier: Apache-2.0
import SQLiteStore
public import Subscribers

extension PeopleDesk {
    /// A segment: the one of that name, or the expression itself.
    public func segment(_ text: String) async throws -> Segment {
        let saved = try await subscribers.segments().first { $0.name == text }
        return try Segment(saved?.expression ?? text)
    }

    /// Keeps a segment under a name.
    public func save(_ segment: Segment, as name: String) async throws {
        try await subscribers.save(segment, as: name)
    }

    /// The segments that have names, by name.
    public func segments() async throws -> [SavedSegment] { try await subscribers.segments() }

    /// Forgets a segment that must be there; its people stay.
    public func removeSegment(_ name: String) async throws { try await subscribers.removeSegment(name) }

    /// How many people a segment has.
    public func count(_ segment: Segment) async throws -> Int { try await subscribers.count(segment) }

    /// Some of a segment's people, as addresses.
    public func people(in segment: Segment, limit: Int) async throws -> [String] {
        try await subscribers.people(in: segment, limit: limit)
    }

    /// How the database finds a segment's people.
    public func plan(of segment: Segment) async throws -> [String] { try await subscribers.plan(of: segment) }
}
