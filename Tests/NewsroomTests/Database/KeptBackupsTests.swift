// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import MailFormat
import NewsroomSupport
import Subscribers
import Testing

@testable import Newsroom

@Suite("Backups that serve makes")
struct KeptBackupsTests {
    private let hands: TurnedClock
    private let place: TemporaryNewsroom
    private let newsroom: Newsroom

    init() async throws {
        hands = TurnedClock(at: try LocalTime("2026-12-01 18:00", in: .utc).instant)
        place = try await TemporaryNewsroom(readers: 2, clock: hands.clock)
        let file = place.directory.appending(path: Newsroom.configurationFile)
        try (String(contentsOf: file, encoding: .utf8) + "backup: { every: 1d, keep: 3, verify: 2d }\n")
            .write(
                to: file, atomically: true, encoding: .utf8)
        newsroom = try Newsroom(at: place.directory, clock: hands.clock)
    }

    private var directory: URL { place.directory.appending(path: "backups") }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []).filter {
            $0.hasSuffix(".db")
        }
        .sorted()
    }

    private func service() -> BackupService {
        BackupService(
            ServedNewsroom(newsroom), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test("are made once a day, the oldest go, and nobody else can read them")
    func days() async throws {
        let service = service()
        await service.step()
        hands.turn(by: .seconds(86_399))
        await service.step()
        #expect(names == ["daybreak-2026-12-01T180000Z.db"])
        for _ in 0..<4 {
            hands.turn(by: .seconds(86_400))
            await service.step()
        }
        #expect(names.count == 3 && names.first?.hasPrefix("daybreak-2026-12-04") == true)
        let mode = try FileManager.default.attributesOfItem(atPath: directory.path)[.posixPermissions] as? Int
        #expect(mode == 0o700)
    }

    @Test("are looked through now and then, and one that is of no use is told of")
    func verification() async throws {
        let served = ServedNewsroom(newsroom)
        let service = BackupService(served, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        await service.step()
        #expect(served.health.backupFault == nil)
        let backup = directory.appending(path: try #require(names.first))
        try Data("no database".utf8).write(to: backup)
        hands.turn(by: .seconds(3600))
        await service.step()
        #expect(served.health.backupFault == nil, "it was looked through an hour ago")
        hands.turn(by: .seconds(2 * 86_400))
        try FileManager.default.removeItem(at: backup)
        await service.step()
        #expect(served.health.backupFault == nil)
        try Data("no database".utf8).write(to: directory.appending(path: try #require(names.first)))
        hands.turn(by: .seconds(86_399))
        await service.step()
        hands.turn(by: .seconds(1))
        try Data("no backup".utf8).write(to: directory.appending(path: ".verified"))
        await service.step()
        #expect(served.health.backupFault == nil, "a new one was made, and that is good")
        try Data("no database".utf8).write(to: directory.appending(path: try #require(names.last)))
        try Data("no backup".utf8).write(to: directory.appending(path: ".verified"))
        await service.step()
        #expect(served.health.restoreFault?.contains("is no backup") == true, "\(served.health)")
        #expect(served.health.backupFault == nil)
    }

    @Test(
        "an erasure names those that still hold the address, and one that is restored without the database erases it again"
    )
    func erasure() async throws {
        await service().step()
        let erasure = try await newsroom.people.erase(EmailAddress("reader2@inbox.test"))
        #expect(erasure.left == 0)
        #expect(erasure.backups.map { URL(fileURLWithPath: $0).lastPathComponent } == names)
        let backup = directory.appending(path: try #require(names.first)).path
        try newsroom.close()
        for name in ["daybreak.db", "daybreak.db-wal", "daybreak.db-shm"] {
            try? FileManager.default.removeItem(at: place.directory.appending(path: name))
        }
        let done = try await DatabaseDesk.restore(backup, to: place.directory, clock: hands.clock)
        #expect(done.carried == nil)
        let restored = try Newsroom(at: place.directory, clock: hands.clock)
        await #expect(throws: PeopleFault.self) {
            try await restored.people.subscriber(EmailAddress("reader2@inbox.test"))
        }
        _ = try await restored.people.subscriber(EmailAddress("reader1@inbox.test"))
    }
}
