// SPDX-License-Identifier: Apache-2.0
import Foundation
import Subscribers
import Synchronization
import Testing

@testable import SQLiteStore

@Suite("What comes between a process and its database")
struct DatabaseAccessTests {
    private struct Broken: Error {}

    /// The lists there are after one was to be made by a process that breaks off at a step.
    private func lists(
        breakingOffAt step: DatabaseAccess.Step, blocks: Bool
    ) async throws -> (lists: [String], steps: [DatabaseAccess.Step]) {
        let path = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID().uuidString).db")
            .path
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        try NewsroomDatabase.create(at: path, now: { 0 }, random: { .random(in: .min ... .max) })
        let steps = Mutex<[DatabaseAccess.Step]>([])
        let access = DatabaseAccess(blocks: blocks) { reached in
            steps.withLock { $0.append(reached) }
            if reached == step { throw Broken() }
        }
        let database = try NewsroomDatabase(
            opening: path, now: { 0 }, random: { .random(in: .min ... .max) }, access: access)
        let list = try MailingList(name: "morning", title: "Morning")
        await #expect(throws: Broken.self) { try await SubscriberStore(database).create(list) }
        let seen = try NewsroomDatabase(opening: path, now: { 0 }, random: { .random(in: .min ... .max) })
        return (try await SubscriberStore(seen).lists().map(\.name), steps.withLock(\.self))
    }

    @Test(
        "nothing is kept of what breaks off before its commit, and all of what does after it",
        arguments: [true, false])
    func steps(blocks: Bool) async throws {
        let before = try await lists(breakingOffAt: .writes, blocks: blocks)
        #expect(before.lists.isEmpty && before.steps == [.writes])
        let during = try await lists(breakingOffAt: .commits, blocks: blocks)
        #expect(during.lists.isEmpty && during.steps == [.writes, .commits])
        let after = try await lists(breakingOffAt: .committed, blocks: blocks)
        #expect(after.lists == ["morning"] && after.steps == [.writes, .commits, .committed])
    }
}
