// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import NewsroomSupport
import SQLiteStore
import SandboxSupport
import Sender
import Subscribers
import Testing

@testable import Newsroom

/// A mailing whose copies a relay took, and mail about them.
struct SentMailing {
    let place: TemporaryNewsroom
    let newsroom: Newsroom
    let mailing: MailingID

    var desk: ReturnDesk { newsroom.returns }

    func token(_ reader: Int, _ purpose: CapabilityToken.Purpose = .report, of other: MailingID? = nil)
        async throws -> String
    {
        let keys = try await newsroom.context.tokenKeys.keys()
        let token = CapabilityToken(mailing: other ?? mailing, subscriber: try await place.reader(reader))
        return keys.text(token, for: purpose)
    }

    func path(_ reader: Int, _ purpose: CapabilityToken.Purpose = .report) async throws -> String {
        "bounces+\(try await token(reader, purpose))@daily-caffeine.example"
    }

    func address(_ reader: Int) throws -> EmailAddress { try EmailAddress("reader\(reader)@inbox.test") }

    func copy(_ reader: Int) async throws -> [UInt8] {
        try await newsroom.mailings.copy(of: mailing, to: address(reader)).message
    }

    /// Takes one message in.
    func take(_ message: [UInt8]) async throws -> ReturnOutcome {
        try await desk.take([ReturnDesk.Arrival(message, from: "test")]).outcomes[0]
    }

    func state(_ reader: Int) async throws -> DeliveryState? {
        try await newsroom.context.mailings.delivery(of: mailing, for: place.reader(reader))?.state
    }

    func suppression(_ reader: Int) async throws -> String? {
        try await newsroom.people.suppression(of: address(reader))
    }

    /// Sends an edition to some readers, signed, and calls `body` when a sandbox has the copies.
    static func with(
        readers: Int, _ body: @escaping @Sendable (SentMailing) async throws -> Void
    ) async throws {
        try await withSandbox { port, _ in
            let place = try await TemporaryNewsroom(readers: readers, port: port)
            _ = try place.newsroom.keys.generateDKIMKey(
                .ed25519, bits: 0, selector: "s1", domain: nil, in: "keys/s1.pem")
            let newsroom = try place.signing("  keys:\n    - { selector: s1, file: keys/s1.pem }\n")
            let mailing = try await newsroom.mailings.schedule(place.edition, to: "morning", at: nil)
            _ = try await newsroom.mailings.publish(mailing)
            _ = try await newsroom.mailings.sender(of: mailing, end: .nothingWaiting).run()
            try await body(SentMailing(place: place, newsroom: newsroom, mailing: mailing))
        }
    }
}

@Suite("Mail that comes back")
struct ReturnDeskTests {
    @Test("a bounce moves its delivery, suppresses who has no mailbox, and counts once")
    func bounces() async throws {
        try await SentMailing.with(readers: 3) { sent in
            let report = ReturnSamples.bounce(to: try await sent.path(1), of: "reader1@inbox.test")
            #expect(try await sent.take(report) == .bounced)
            #expect(try await sent.state(1) == .bounced)
            #expect(try await sent.suppression(1) == SuppressionReason.unknownUser.rawValue)
            #expect(try await sent.take(report) == .repeated)
            let other = ReturnSamples.bounce(
                to: try await sent.path(1), of: "reader1@inbox.test", saying: "550 5.1.1 Nobody of that name")
            #expect(try await sent.take(other) == .repeated, "the delivery has bounced already")

            let mailingReport = try await sent.newsroom.mailings.report(of: sent.mailing)
            #expect(mailingReport.bounced == 1)
            let story = try await sent.newsroom.mailings.story(of: sent.mailing, to: sent.address(1))
            let states = story?.moments.compactMap { moment -> String? in
                switch moment.event {
                case .ledger(let event): event.kind.rawValue
                case .settled(let record): record.state.name
                default: nil
                }
            }
            #expect(states == ["accepted", "bounced"])
            #expect(try await sent.newsroom.database.check().isEmpty)
        }
    }

    @Test("a full mailbox and a delay suppress nobody, and a delay changes nothing")
    func mild() async throws {
        try await SentMailing.with(readers: 2) { sent in
            let full = ReturnSamples.bounce(
                to: try await sent.path(1), of: "reader1@inbox.test", status: "5.2.2",
                saying: "552 5.2.2 Mailbox full")
            #expect(try await sent.take(full) == .bounced)
            #expect(try await sent.suppression(1) == nil)
            let late = ReturnSamples.bounce(
                to: try await sent.path(2), of: "reader2@inbox.test", status: "4.4.1",
                saying: "421 4.4.1 Connection timed out", action: "delayed")
            #expect(try await sent.take(late) == .delayed)
            #expect(try await sent.state(2) == .accepted)
        }
    }

    @Test("a mailbox that the reader's one forwards to counts less than their own")
    func forwarded() async throws {
        try await SentMailing.with(readers: 1) { sent in
            let report = ReturnSamples.bounce(to: try await sent.path(1), of: "other@elsewhere.test")
            #expect(try await sent.take(report) == .bounced)
            #expect(try await sent.state(1) == .bounced)
            #expect(try await sent.suppression(1) == nil)
        }
    }

    @Test("a token in the quoted header finds the delivery where the return path has none")
    func quoted() async throws {
        try await SentMailing.with(readers: 1) { sent in
            let report = ReturnSamples.bounce(
                to: "bounces@daily-caffeine.example", of: "reader1@inbox.test",
                quoting: ReturnSamples.header(of: try await sent.copy(1)))
            #expect(try await sent.take(report) == .bounced)
            #expect(try await sent.state(1) == .bounced)
        }
    }

    @Test("a complaint that shows the copy suppresses its reader, masked or as a header alone")
    func complaints() async throws {
        try await SentMailing.with(readers: 4) { sent in
            let whole = ReturnSamples.complaint(
                to: "fbl@daily-caffeine.example",
                of: String(decoding: try await sent.copy(1), as: UTF8.self).replacing("\r\n", with: "\n"),
                asMessage: true)
            #expect(try await sent.take(whole) == .complained)
            #expect(try await sent.suppression(1) == SuppressionReason.complaint.rawValue)

            let masked = ReturnSamples.header(of: try await sent.copy(2))
                .replacing("reader2@inbox.test", with: "[redacted]")
            #expect(
                try await sent.take(ReturnSamples.complaint(to: "fbl@daily-caffeine.example", of: masked))
                    == .complained)

            // Who knows the return path alone, as every server on the way does, has shown nothing.
            let bare = "X-Daybreak-Ref: \(try await sent.token(3))\nFrom: x@y.test\n"
            #expect(
                try await sent.take(ReturnSamples.complaint(to: try await sent.path(3), of: bare)) == .held)
            #expect(try await sent.suppression(3) == nil)
            let report = try await sent.newsroom.mailings.report(of: sent.mailing)
            #expect(report.complained == 2)
            let held = try await sent.desk.records([.held], most: 10)
            _ = try await sent.desk.approve(try #require(held.first).id)
            #expect(try await sent.suppression(3) == SuppressionReason.complaint.rawValue)
            await #expect(throws: ReturnFault.self) { try await sent.desk.approve(held[0].id) }

            // The copy of another reader shows nothing about this one.
            let others = ReturnSamples.header(of: try await sent.copy(1))
                .replacing(try await sent.token(1), with: try await sent.token(4))
            #expect(
                try await sent.take(ReturnSamples.complaint(to: try await sent.path(4), of: others)) == .held)
        }
    }

    @Test("a mail to the address of List-Unsubscribe ends the list, and a quoted link does not")
    func unsubscription() async throws {
        try await SentMailing.with(readers: 2) { sent in
            let mail = ReturnSamples.letter(to: try await sent.path(1, .unsubscribe), subject: "unsubscribe")
            #expect(try await sent.take(mail) == .unsubscribed)
            let report = try await sent.newsroom.mailings.report(of: sent.mailing)
            #expect(report.unsubscribed == 1)
            let letter = ReturnSamples.letter(
                to: "bounces@daily-caffeine.example", subject: "Re: Bread",
                saying:
                    "Lovely.\n\n> https://news.example.com/unsubscribe/\(try await sent.token(2, .unsubscribe))"
            )
            #expect(try await sent.take(letter) == .letter)
            let people = sent.newsroom.people
            #expect(try await people.dossier(sent.address(2)).subscriptions.first?.status == .active)
            // Who sees a return path can unsubscribe nobody with it.
            let forged = ReturnSamples.letter(to: try await sent.path(2), subject: "unsubscribe")
            #expect(try await sent.take(forged) == .letter)
            #expect(try await people.dossier(sent.address(2)).subscriptions.first?.status == .active)
        }
    }

    @Test("tokens that are forged, retired, of another mailing or of a row that is gone change nothing else")
    func tokens() async throws {
        try await SentMailing.with(readers: 3) { sent in
            var forged = try await sent.token(1)
            forged.replaceSubrange(
                forged.index(forged.startIndex, offsetBy: 12)...forged.index(forged.startIndex, offsetBy: 12),
                with: forged.dropFirst(12).first == "a" ? "b" : "a")
            #expect(
                try await sent.take(
                    ReturnSamples.bounce(
                        to: "bounces+\(forged)@daily-caffeine.example", of: "reader1@inbox.test"))
                    == .unattributed)
            let nobody = MailingID(rawValue: 4711)
            let foreign = "bounces+\(try await sent.token(1, of: nobody))@daily-caffeine.example"
            #expect(
                try await sent.take(ReturnSamples.bounce(to: foreign, of: "reader1@inbox.test")) == .pruned)
            let test = try await sent.newsroom.context.tokenKeys.keys().text(.test, for: .report)
            #expect(
                try await sent.take(
                    ReturnSamples.bounce(
                        to: "bounces+\(test)@daily-caffeine.example", of: "reader1@inbox.test"))
                    == .test)
            #expect(try await sent.state(1) == .accepted)

            let old = try await sent.path(2)
            let number = Int(try await sent.newsroom.context.tokenKeys.keys().numbers[0])
            _ = try await sent.newsroom.context.tokenKeys.rotate()
            _ = try await sent.newsroom.context.tokenKeys.retire(number)
            #expect(
                try await sent.take(ReturnSamples.bounce(to: old, of: "reader2@inbox.test")) == .unattributed)
            #expect(try await sent.state(2) == .accepted)
            #expect(try await sent.suppression(2) == nil)
        }
    }

    @Test("what is not understood is kept, and can be taught")
    func taught() async throws {
        try await SentMailing.with(readers: 2) { sent in
            let strange = """
                Return-Path: <>
                From: <robot@odd.test>
                To: <\(try await sent.path(1))>
                Subject: Notice

                Greetings! The pigeon came back with  your letter: the loft is empty.
                """
            #expect(try await sent.take(Array(strange.utf8)) == .unknown)
            let kept = try await sent.desk.records([.unknown], most: 10)
            #expect(try await sent.desk.message(try #require(kept.first).id) == Array(strange.utf8))
            await #expect(throws: ReturnFault.self) {
                try await sent.desk.teach(TaughtPhrase("loft", .unknownUser, .permanent))
            }
            let phrase = TaughtPhrase("The Pigeon came back with your letter", .unknownUser, .permanent)
            #expect(try await sent.desk.teach(phrase) == 1)
            #expect(try await sent.state(1) == .bounced)
            #expect(try await sent.desk.records([.unknown], most: 10).isEmpty)
        }
    }

    @Test("more bounces of one provider than mailboxes close in a day are held, and told")
    func bursts() async throws {
        try await SentMailing.with(readers: 30) { sent in
            var outcomes: [ReturnOutcome] = []
            for reader in 1...14 {
                let report = ReturnSamples.bounce(
                    to: try await sent.path(reader), of: "reader\(reader)@inbox.test")
                outcomes.append(try await sent.take(report))
            }
            #expect(outcomes.count { $0 == .bounced } == 10 && outcomes.suffix(4).allSatisfy { $0 == .held })
            #expect(try await sent.state(14) == .bounced, "the ledger knows that it did not arrive")
            #expect(try await sent.suppression(14) == nil)
            let held = try await sent.desk.records([.held], most: 10)
            try await sent.desk.dismiss(held[0].id)
            #expect(try await sent.desk.approve(held[1].id) == "reader13@inbox.test")
            #expect(try await sent.suppression(14) == nil)
            #expect(try await sent.suppression(13) == SuppressionReason.unknownUser.rawValue)
        }
    }

    @Test("who is erased leaves nothing of what came back")
    func erasure() async throws {
        try await SentMailing.with(readers: 2) { sent in
            let letter = ReturnSamples.letter(to: "bounces@daily-caffeine.example", subject: "Hello")
            #expect(try await sent.take(letter) == .letter)
            #expect(
                try await sent.take(
                    ReturnSamples.bounce(to: try await sent.path(2), of: "reader2@inbox.test")) == .bounced)
            for reader in 1...2 {
                _ = try await sent.newsroom.people.erase(sent.address(reader))
            }
            #expect(try await sent.desk.records([], most: 10).isEmpty)
        }
    }

    @Test("who knows no more than the return path does not stand in the way of who has the copy")
    func proven() async throws {
        try await SentMailing.with(readers: 1) { sent in
            let bare = "X-Daybreak-Ref: \(try await sent.token(1))\nFrom: x@y.test\n"
            let forged = ReturnSamples.complaint(to: try await sent.path(1), of: bare)
            #expect(try await sent.take(forged) == .held)
            let shown = ReturnSamples.complaint(
                to: "fbl@daily-caffeine.example", of: ReturnSamples.header(of: try await sent.copy(1)))
            #expect(try await sent.take(shown) == .complained)
            #expect(try await sent.suppression(1) == SuppressionReason.complaint.rawValue)
            #expect(try await sent.desk.records([.held], most: 10).isEmpty)
            #expect(try await sent.newsroom.mailings.report(of: sent.mailing).complained == 1)
        }
    }

    @Test("where the envelope went is known also when a message is looked at again")
    func envelopes() async throws {
        try await SentMailing.with(readers: 1) { sent in
            let strange =
                "Return-Path: <>\nFrom: <robot@odd.test>\nSubject: Notice\n\nThe pigeon is back again.\n"
            let arrival = ReturnDesk.Arrival(Array(strange.utf8), from: "test", to: try await sent.path(1))
            #expect(try await sent.desk.take([arrival]).outcomes == [.unknown])
            #expect(try await sent.desk.teach(TaughtPhrase("pigeon is back", .unknownUser, .permanent)) == 1)
            #expect(try await sent.state(1) == .bounced)
            // Taught words are no report where nothing of ours is named, nor where a person wrote.
            let letter = ReturnSamples.letter(
                to: "bounces@daily-caffeine.example", subject: "Hi", saying: "The pigeon is back!")
            #expect(try await sent.take(letter) == .letter)
        }
    }

    @Test("what was held about a mailbox that the reader has left changes nobody")
    func left() async throws {
        try await SentMailing.with(readers: 30) { sent in
            for reader in 1...11 {
                _ = try await sent.take(
                    ReturnSamples.bounce(to: try await sent.path(reader), of: "reader\(reader)@inbox.test"))
            }
            let held = try #require(try await sent.desk.records([.held], most: 10).first)
            let id = try await sent.place.reader(11)
            let new = try EmailAddress("elsewhere@inbox.test")
            try await sent.newsroom.people.change(id, to: new)
            #expect(try await sent.desk.approve(held.id) == nil)
            #expect(try await sent.newsroom.people.suppression(of: new) == nil)
        }
    }

    @Test("an erasure takes whole addresses for the person's, those they had before too, and nobody else's")
    func mentions() async throws {
        try await SentMailing.with(readers: 11) { sent in
            for (number, address) in [
                "reader1@inbox.test", "reader11@inbox.test", "xreader1@inbox.test",
                "reader1@inbox.test.example",
            ].enumerated() {
                let letter = ReturnSamples.letter(
                    to: "bounces@daily-caffeine.example", subject: "Letter \(number)", from: address)
                #expect(try await sent.take(letter) == .letter)
            }
            let id = try await sent.place.reader(1)
            try await sent.newsroom.people.change(id, to: EmailAddress("moved@inbox.test"))
            _ = try await sent.newsroom.context.subscribers.forget(id, suppressing: .erased)
            let left = try await sent.desk.records([.letter], most: 10).map(\.subject)
            #expect(Set(left) == ["Letter 1", "Letter 2", "Letter 3"])
        }
    }

    @Test("three readers' reports hold a provider that does not believe who we are, one does not")
    func doubters() async throws {
        try await SentMailing.with(readers: 4) { sent in
            for reader in 1...3 {
                let report = ReturnSamples.bounce(
                    to: try await sent.path(reader), of: "reader\(reader)@inbox.test", status: "5.7.26",
                    saying: "550 5.7.26 Unauthenticated mail is not accepted")
                #expect(try await sent.take(report) == .bounced)
                #expect(try await sent.desk.heldProviders().isEmpty == (reader < 3))
                #expect(try await sent.suppression(reader) == nil)
            }
        }
    }
}
