// SPDX-License-Identifier: Apache-2.0
import CCurl
import Foundation
import MailFormat
import OutboxContract
import Sender
import Testing
import Threads

@testable import CurlTransport

@Suite("A relay reached through libcurl")
struct CurlRelayTests {
    private func attempt(_ settings: CurlRelay.Settings) -> Failure? {
        do throws(Failure) {
            _ = try CurlRelay(settings).connect(waitingOn: ThreadExecutor()) { false }
            return nil
        } catch {
            return error
        }
    }

    @Test("a real Postfix: STARTTLS, AUTH, and what is wrong with them, each by its own cause")
    func postfix() async throws {
        let postfix = try Postfix()
        var settings = CurlRelay.Settings(name: "postfix", url: "smtp://localhost:\(postfix.port)")
        settings.certificateAuthorities = postfix.authorities
        (settings.user, settings.password) = ("desk", "secret")
        let extensions = try CurlRelay(settings).connect(waitingOn: ThreadExecutor()) { false }.extensions
        #expect(extensions.pipelining && extensions.smtpUTF8)

        var implicit = settings
        implicit.url = "smtps://localhost:\(postfix.port + 2)"
        #expect(attempt(implicit) == nil)

        var wrongPassword = settings
        wrongPassword.password = "guess"
        let denied = try #require(attempt(wrongPassword))
        #expect(
            denied.cause == .authentication && denied.persistence == .permanent && denied.reply?.code == 535)

        var plain = settings
        plain.url = "smtp://localhost:\(postfix.port + 1)"
        let noTLS = try #require(attempt(plain))
        #expect(noTLS.cause == .tls && noTLS.persistence == .permanent && noTLS.detail.contains("STARTTLS"))

        var impostor = settings
        impostor.url = "smtp://localhost:\(postfix.port + 3)"
        impostor.user = ""
        let wrongName = try #require(attempt(impostor))
        #expect(wrongName.cause == .tls && wrongName.persistence == .permanent)
        impostor.tlsName = "other.example"
        #expect(attempt(impostor) == nil, "the certificate has the name that we expect")

        var strangers = settings
        strangers.certificateAuthorities = nil
        #expect(attempt(strangers)?.cause == .tls)

        let ledger = InMemoryLedger()
        let mailing = ledger.publish(to: 40)
        let loop = SendLoop(
            outbox: ledger.outbox(retry: RetryPolicy()), journal: ledger,
            relays: [RelayLimits(CurlRelay(settings))],
            messages: Greeting(),
            settings: SendLoop.Settings())
        #expect(try await loop.run().accepted == 40)
        #expect(ledger.counts(of: mailing) == [.accepted: 40])
        try await wait { postfix.delivered >= 40 }
        #expect(postfix.delivered == 40)

        let internationalised = ledger.publish(to: 2)
        let second = SendLoop(
            outbox: ledger.outbox(retry: RetryPolicy()), journal: ledger,
            relays: [RelayLimits(CurlRelay(settings))],
            messages: Greeting(recipient: "кав’ярня"), settings: SendLoop.Settings())
        #expect(try await second.run().accepted == 2)
        #expect(ledger.counts(of: internationalised) == [.accepted: 2])
        try await wait { postfix.delivered >= 42 }
        for number in 1...2 {
            let address = "кав’ярня\(number)@inbox.test"
            let message = try #require(postfix.messages.first { $0.contains("X-Original-To: \(address)\n") })
            #expect(message.contains("\nTo: <\(address)>\n"))
        }
    }

    @Test(
        "a server that does not let us in",
        arguments: [
            (
                "554 5.7.1 go away\r\n", Failure.Phase.greeting, Failure.Cause.unavailable,
                Failure.Persistence.permanent
            ),
            ("421 4.3.2 busy\r\n", .greeting, .unavailable, .transient),
            ("", .greeting, .network, .transient),
            ("HTTP/1.1 400 Bad Request\r\n\r\n", .greeting, .network, .transient),
            (String(repeating: "220-and so on\r\n", count: 2_000), .greeting, .protocol, .transient),
            ("220 hello\r\n502 5.5.1 no\r\n502 5.5.1 no\r\n", .hello, .unavailable, .permanent),
        ])
    func refused(text: String, phase: Failure.Phase, cause: Failure.Cause, persistence: Failure.Persistence)
        throws
    {
        let server = CannedServer(saying: text)
        var settings = CurlRelay.Settings(name: "canned", url: "smtp://127.0.0.1:\(server.port)")
        settings.startTLS = .off
        let failure = try #require(attempt(settings))
        #expect(failure.phase == phase)
        #expect(failure.cause == cause)
        #expect(failure.persistence == persistence)
        #expect(failure.scope == .relay)
    }

    @Test(
        "a TLS handshake that fails: a connection that is lost in it may come about the next time",
        arguments: [
            ("", Failure.Cause.network, Failure.Persistence.transient),
            // Alerts (RFC 8446 §6): internal_error, handshake_failure, protocol_version.
            ("\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{50}", .network, .transient),
            ("\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{28}", .tls, .permanent),
            ("\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{46}", .tls, .permanent),
            ("220 hello\r\n", .tls, .permanent),
        ])
    func handshake(text: String, cause: Failure.Cause, persistence: Failure.Persistence) throws {
        let server = CannedServer(saying: text)
        let failure = try #require(
            attempt(CurlRelay.Settings(name: "canned", url: "smtps://127.0.0.1:\(server.port)")))
        #expect(failure.phase == .startTLS && failure.scope == .relay)
        #expect(failure.cause == cause && failure.persistence == persistence, "\(failure)")
    }

    @Test(
        "what libcurl says of a handshake, by what OpenSSL says of it",
        arguments: [
            (
                "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to mail.example:465 ",
                Failure.Persistence.transient
            ),
            ("OpenSSL SSL_connect: Connection reset by peer in connection to mail.example:465 ", .transient),
            ("error:0A000126:SSL routines::unexpected eof while reading", .transient),
            ("error:0A000438:SSL routines::tlsv1 alert internal error", .transient),
            ("error:0A000410:SSL routines::sslv3 alert handshake failure", .permanent),
            ("OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number", .permanent),
            ("", .transient),
        ])
    func handshakeWords(message: String, persistence: Failure.Persistence) {
        let failure = ConnectFailure(code: CURLE_SSL_CONNECT_ERROR, message: message, replies: []).failure
        #expect(failure.persistence == persistence && failure.phase == .startTLS)
        #expect(failure.cause == (persistence == .permanent ? .tls : .network))
    }

    @Test(
        "STARTTLS that is refused for now may be had the next time",
        arguments: [
            ("454 4.7.0 TLS not available due to temporary reason", Failure.Persistence.transient),
            ("502 5.5.1 no", .permanent),
        ])
    func refusedTLS(line: String, persistence: Failure.Persistence) throws {
        let reply = try #require(Self.reply(line))
        let failure = ConnectFailure(
            code: CURLE_USE_SSL_FAILED, message: "", replies: [Reply(code: 220, lines: ["hello"]), reply]
        ).failure
        #expect(failure.cause == .tls && failure.persistence == persistence && failure.reply == reply)
    }

    private static func reply(_ line: String) -> Reply? {
        var parser = ReplyParser()
        var replies: [Reply] = []
        try? parser.feed("\(line)\r\n".utf8) { replies.append($0) }
        return replies.first
    }

    @Test("nobody listens")
    func down() throws {
        let failure = try #require(attempt(CurlRelay.Settings(name: "down", url: "smtp://127.0.0.1:9")))
        #expect(failure.phase == .connect && failure.cause == .network && failure.persistence == .transient)
    }

    @Test("a server that never says a word is given up")
    func silent() throws {
        let server = CannedServer(saying: nil)
        var settings = CurlRelay.Settings(name: "silent", url: "smtp://127.0.0.1:\(server.port)")
        settings.connectTimeout = .seconds(1)
        #expect(attempt(settings)?.cause == .network)
    }

    @Test("an attempt that is not wanted any more ends")
    func unwanted() throws {
        let server = CannedServer(saying: nil)
        let relay = CurlRelay(CurlRelay.Settings(name: "silent", url: "smtp://127.0.0.1:\(server.port)"))
        #expect(throws: Failure.self) { try relay.connect(waitingOn: ThreadExecutor()) { true } }
    }

    private func wait(until isTrue: () -> Bool) async throws {
        for _ in 0..<200 where !isTrue() { try await Task.sleep(for: .milliseconds(50)) }
    }
}

/// One message for all, to addresses that Postfix takes.
private struct Greeting: MessageSource, PersonalMessage {
    var recipient = "reader"

    func message(of mailing: MailingID) async -> any PersonalMessage { self }

    func write(
        for delivery: LeasedDelivery, into message: inout [UInt8], returningTo path: ReturnPath?
    ) throws -> Envelope {
        let recipient = try EmailAddress("\(recipient)\(delivery.subscriber)@inbox.test")
        message +=
            """
            From: desk@inbox.test\r
            To: <\(recipient)>\r
            Subject: Hello\r
            \r
            Hello\r
            .a dot first\r

            """.utf8
        return Envelope(sender: try EmailAddress("desk@inbox.test"), recipient: recipient)
    }
}
