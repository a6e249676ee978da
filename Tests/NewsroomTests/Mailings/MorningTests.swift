// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import Logging
import MailFormat
import NewsroomSupport
import SQLiteStore
import SandboxSupport
import Sender
import ServiceLifecycle
import Subscribers
import Testing

@testable import Newsroom

@Suite("From an article to an inbox")
struct MorningTests {
    private func messages(_ directory: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
            .map { try String(contentsOf: $0, encoding: .utf8) }
    }

    @Test("every reader gets one personal copy, and the ledger has it")
    func sends() async throws {
        try await withSandbox { port, directory in
            let place = try await TemporaryNewsroom(readers: 30, port: port)
            let mailing = try await place.publish()
            let tally = try await place.newsroom.mailings.sender(of: mailing, end: .nothingDue).run()
            #expect(tally.accepted == 30)
            let kept = try messages(directory)
            #expect(kept.count == 30)
            for number in 1...30 {
                let own = kept.filter { $0.contains("Delivered-To: reader\(number)@inbox.test\r\n") }
                #expect(own.count == 1 && own[0].contains("Reader\(number)"))
            }
            let report = try await place.newsroom.mailings.status(of: mailing)
            #expect(
                report.counts[.accepted] == 30 && report.mailing.audience == 30
                    && report.mailing.state == .sent)
        }
    }

    @Test("who unsubscribes with the link of their copy gets nothing more")
    func unsubscribes() async throws {
        try await withSandbox { port, directory in
            let place = try await TemporaryNewsroom(readers: 3, port: port)
            let first = try await place.publish()
            _ = try await place.newsroom.mailings.sender(of: first, end: .nothingDue).run()
            let copy = try #require(try messages(directory).first { $0.contains("To: <reader2@") })
            let link = try #require(
                copy.firstMatch(
                    of: /List-Unsubscribe: <https:\/\/news\.example\.com\/unsubscribe\/([a-z2-7]+)>/))
            let desk = ReaderDesk(ServedNewsroom(place.newsroom))
            #expect(try await desk.unsubscribe(String(link.1), because: Evidence("test"))?.list == "morning")
            let second = try await place.publish(again: "to see who is left")
            _ = try await place.newsroom.mailings.sender(of: second, end: .nothingDue).run()
            #expect(try await place.newsroom.mailings.status(of: second).mailing.audience == 2)
            #expect(try messages(directory).count { $0.contains("To: <reader2@") } == 1)
        }
    }

    @Test("who unsubscribes between publishing and sending is not mailed")
    func tooLate() async throws {
        try await withSandbox { port, directory in
            let place = try await TemporaryNewsroom(readers: 3, port: port)
            let mailing = try await place.publish()
            _ = try await place.newsroom.context.subscribers.unsubscribe(
                try await place.reader(1), from: "morning", because: Evidence("test"))
            _ = try await place.newsroom.mailings.sender(of: mailing, end: .nothingDue).run()
            #expect(try messages(directory).count == 2)
            #expect(try await place.newsroom.mailings.status(of: mailing).counts[.suppressed] == 1)
        }
    }

    @Test("a copy is the same bytes each time it is written, and has its own Message-ID")
    func repeatable() async throws {
        let place = try await TemporaryNewsroom(readers: 2)
        let mailing = try await place.publish()
        let frozen = try #require(try await place.newsroom.context.mailings.message(of: mailing))
        let copies = NewsletterCopies(
            frozen: frozen, mailing: mailing, keys: try await place.newsroom.context.tokenKeys.keys(),
            returnPath: place.newsroom.configuration.returnPath)
        let reader = Reader(
            try await place.newsroom.people.subscriber(EmailAddress("reader1@inbox.test")))
        let first = try copies.message(for: reader)
        #expect(try first == copies.message(for: reader))
        let messageID = try await place.newsroom.mailings.messageID(of: mailing)
        let id = try #require(messageID?(reader.id, 1))
        #expect(String(decoding: first, as: UTF8.self).contains("Message-ID: \(id)\r\n"))
    }

    @Test("a relay that is down leaves every row queued")
    func relayDown() async throws {
        let place = try await TemporaryNewsroom(readers: 4, port: 9)
        let mailing = try await place.publish()
        let sender = try await place.newsroom.mailings.sender(of: mailing, end: .nothingDue)
        await #expect(throws: SendLoop.RelaysUnavailable.self) { try await sender.run() }
        #expect(try await place.newsroom.mailings.status(of: mailing).counts[.queued] == 4)
    }

    @Test("the services publish at the time and send; a shutdown loses nothing")
    func serves() async throws {
        try await withSandbox { port, directory in
            let place = try await TemporaryNewsroom(readers: 5, port: port)
            let logger = Logger(label: "test")
            let services = ServiceGroup(
                services: [
                    PublishingService(ServedNewsroom(place.newsroom), logger: logger),
                    SendingService(ServedNewsroom(place.newsroom), logger: logger),
                ], gracefulShutdownSignals: [], logger: logger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await services.run() }
                let mailing = try await place.newsroom.mailings.schedule(
                    place.edition, to: "morning", at: nil)
                for _ in 0..<200 {
                    if try await place.newsroom.mailings.status(of: mailing).counts[.accepted] == 5 { break }
                    try await Task.sleep(for: .milliseconds(50))
                }
                #expect(try await place.newsroom.mailings.status(of: mailing).counts[.accepted] == 5)
                await services.triggerGracefulShutdown()
                try await group.waitForAll()
            }
            #expect(try messages(directory).count == 5)
        }
    }

    @Test("an edition whose subject would break out of its header is not kept")
    func injection() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        var draft = EditionDraft(articles: ["bread"])
        draft.subject = "Morning\r\nBcc: everyone@example.com"
        await #expect(throws: InvalidHeaderValue.self) { try await place.newsroom.editorial.add(draft) }
        #expect(try await place.newsroom.context.editions.all().count == 1)
    }
}
