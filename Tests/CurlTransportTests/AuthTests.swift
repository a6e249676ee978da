// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Sender
import Synchronization
import Testing
import Threads

@testable import CurlTransport

@Suite("AUTH")
struct AuthTests {
    private static let user = "desk"
    private static let password = "secret"
    private static let plain = Data("\0desk\0secret".utf8).base64EncodedString()
    private static let loginUser = Data(user.utf8).base64EncodedString()
    private static let loginPassword = Data(password.utf8).base64EncodedString()

    /// Answers EHLO with an offer of AUTH, and AUTH by a rule; `334` asks LOGIN's questions.
    private func server(
        offering offer: String, refusing refused: @escaping @Sendable (String) -> String?
    ) -> ScriptedServer {
        let asked = Mutex(0)
        return ScriptedServer { line in
            if line.hasPrefix("EHLO") { return "250-scripted.test\r\n250-PIPELINING\r\n250 \(offer)" }
            if line.hasPrefix("AUTH "), let refusal = refused(line) { return refusal }
            if line == "AUTH PLAIN \(Self.plain)" { return "235 2.7.0 ok" }
            if line == "AUTH LOGIN" {
                asked.withLock { $0 = 1 }
                return "334 VXNlcm5hbWU6"
            }
            if line.hasPrefix("AUTH") { return "504 5.5.4 Unrecognized authentication type" }
            let expected = asked.withLock { asked in
                defer { asked += 1 }
                return asked == 1 ? Self.loginUser : Self.loginPassword
            }
            guard line == expected else { return "535 5.7.8 no" }
            return line == Self.loginUser ? "334 UGFzc3dvcmQ6" : "235 2.7.0 ok"
        }
    }

    private func settings(_ server: ScriptedServer) -> CurlRelay.Settings {
        var settings = CurlRelay.Settings(name: "main", url: "smtp://127.0.0.1:\(server.port)")
        (settings.user, settings.password) = (Self.user, Self.password)
        settings.startTLS = .off
        settings.helloName = "desk.example.com"
        return settings
    }

    private func visit(_ settings: CurlRelay.Settings) -> Result<RelayVisit, Failure> {
        Result { () throws(Failure) in try CurlRelay(settings).visit() }
    }

    @Test(
        "a mechanism that is refused, or refused for now, is followed by the next",
        arguments: [
            ("AUTH LOGIN PLAIN", "553 5.3.0 Auth failure"), ("AUTH PLAIN LOGIN", "504 5.5.4 no"),
            ("AUTH PLAIN LOGIN", "534 5.7.9 too weak"), ("AUTH PLAIN LOGIN", "454 4.7.0 later"),
        ])
    func next(offer: String, refusal: String) throws {
        let server = server(offering: offer) { $0.hasPrefix("AUTH PLAIN") ? refusal : nil }
        #expect(try visit(settings(server)).get().mechanism == .login)
        #expect(server.lines.contains("AUTH LOGIN"), "without an initial response")
    }

    @Test("a wrong password is not tried again in another way")
    func wrongPassword() throws {
        let server = server(offering: "AUTH PLAIN LOGIN CRAM-MD5") { _ in "535 5.7.8 bad credentials" }
        guard case .failure(let failure) = visit(settings(server)) else {
            Issue.record("it was let in")
            return
        }
        #expect(failure.cause == .authentication && failure.persistence == .permanent)
        #expect(server.lines.count { $0.hasPrefix("AUTH") } == 1)
    }

    @Test("what goes wrong least is tried first, and what let us in is tried first the next time")
    func order() throws {
        let server = server(offering: "AUTH DIGEST-MD5 CRAM-MD5 LOGIN PLAIN") {
            $0.hasPrefix("AUTH PLAIN") ? "553 5.3.0 no" : nil
        }
        let relay = CurlRelay(settings(server))
        for _ in 0..<2 {
            let connection = try relay.connect(waitingOn: ThreadExecutor()) { false }
            connection.close()
        }
        #expect(
            server.lines.filter { $0.hasPrefix("AUTH") }.map { $0.prefix(10) } == [
                "AUTH PLAIN", "AUTH LOGIN", "AUTH LOGIN",
            ])
    }

    @Test("`auth` chooses")
    func chosen() throws {
        let server = server(offering: "AUTH PLAIN LOGIN") { _ in nil }
        var settings = settings(server)
        settings.mechanisms = [.login]
        #expect(try visit(settings).get().mechanism == .login)
        #expect(!server.lines.contains { $0.hasPrefix("AUTH PLAIN") })
    }

    @Test("`AUTH=LOGIN`, which libcurl does not read, is spoken")
    func oldLogin() throws {
        let server = server(offering: "AUTH=LOGIN") { _ in nil }
        #expect(try visit(settings(server)).get().mechanism == .login)
        #expect(server.lines.suffix(3) == ["AUTH LOGIN", Self.loginUser, Self.loginPassword])
    }

    @Test("a relay without AUTH is not taken for one that knows who we are")
    func noAuth() {
        let server = server(offering: "HELP") { _ in nil }
        guard case .failure(let failure) = visit(settings(server)) else {
            Issue.record("it was let in")
            return
        }
        #expect(failure.cause == .authentication && failure.detail.contains("offers no AUTH"))
    }

    @Test("credits that are used up at AUTH are our account's limit")
    func credits() {
        let server = server(offering: "AUTH PLAIN LOGIN") { _ in
            "451 Authentication failed: Maximum credits exceeded"
        }
        guard case .failure(let failure) = visit(settings(server)) else {
            Issue.record("it was let in")
            return
        }
        #expect(failure.cause == .quota && failure.persistence == .transient)
    }

    @Test(
        "a name in EHLO that is refused is said to be that",
        arguments: ["501 5.5.4 Invalid domain name", "504 no"])
    func helloName(reply: String) {
        let server = ScriptedServer { _ in reply }
        guard case .failure(let failure) = visit(settings(server)) else {
            Issue.record("it was let in")
            return
        }
        #expect(failure.phase == .hello && failure.cause == .protocol)
    }
}
