// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import CurlTransport

@Suite("A mailbox's server that does not let us in, or falls silent")
struct StubbornServerTests {
    private func settings(_ scheme: String, _ port: Int, host: String = "127.0.0.1") -> RemoteMailbox.Settings
    {
        RemoteMailbox.Settings(url: "\(scheme)://\(host):\(port)", user: "desk \"a\"", password: "sec\\ret")
    }

    private func fault(_ settings: RemoteMailbox.Settings) async throws -> MailboxFault? {
        do {
            _ = try await RemoteMailbox(settings).visit { _ in [] }
            return nil
        } catch {
            return error as? MailboxFault
        }
    }

    /// The tag of a command, which libcurl chooses for its own.
    private static func tag(_ line: String) -> Substring { line.prefix { $0 != " " } }

    private static func imap(_ line: String) -> String {
        let tag = tag(line)
        if line.hasSuffix("CAPABILITY") { return "* CAPABILITY IMAP4rev1\r\n\(tag) OK done" }
        if line.contains("SELECT") { return "* 0 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n\(tag) OK open" }
        return "\(tag) OK done"
    }

    private static func pop3(_ line: String) -> String {
        switch line.prefix(4) {
        case "CAPA": "-ERR what"
        case "STAT": "+OK 0 0"
        default: "+OK"
        }
    }

    @Test("beyond this machine no password is sent without TLS")
    func noTLS() async throws {
        // The system takes 127.1 for 127.0.0.1; we do not.
        for host in ["127.1", "127.0.0.1"] {
            let isLocal = host == "127.0.0.1"
            let imap = ScriptedServer(greeting: "* OK hello", Self.imap)
            let pop3 = ScriptedServer(greeting: "+OK hello", Self.pop3)
            for settings in [
                settings("imap", imap.port, host: host), settings("pop3", pop3.port, host: host),
            ] {
                let fault = try await fault(settings)
                #expect(fault?.phase == (isLocal ? nil : .tls) && fault?.cause == (isLocal ? nil : .security))
            }
            #expect((imap.lines + pop3.lines).contains { $0.contains("ret") } == isLocal)
        }
    }

    @Test("a server without AUTH is told the password in its protocol's own way")
    func ownLogin() async throws {
        let imap = ScriptedServer(greeting: "* OK hello", Self.imap)
        #expect(try await fault(settings("imap", imap.port)) == nil)
        #expect(imap.lines.contains { $0.hasSuffix(#"LOGIN "desk \"a\"" "sec\\ret""#) })
        let pop3 = ScriptedServer(greeting: "+OK hello", Self.pop3)
        #expect(try await fault(settings("pop3", pop3.port)) == nil)
        #expect(pop3.lines.contains(#"USER desk "a""#) && pop3.lines.contains(#"PASS sec\ret"#))
    }

    @Test(
        "a refusal is told in the server's words",
        arguments: [
            ("imap", "* BYE too many connections", MailboxFault.Phase.connect, true),
            ("pop3", "-ERR too many connections", .connect, true),
        ])
    func greeting(scheme: String, greeting: String, phase: MailboxFault.Phase, isTransient: Bool) async throws
    {
        let server = ScriptedServer(greeting: greeting) { _ in nil }
        let fault = try #require(await fault(settings(scheme, server.port)))
        #expect(fault.phase == phase && fault.isTransient == isTransient && fault.detail == greeting)
    }

    @Test("a login that is refused for now")
    func loginDelay() async throws {
        for (scheme, refusal) in [("imap", "NO [UNAVAILABLE] later"), ("pop3", "-ERR [LOGIN-DELAY] later")] {
            let server = ScriptedServer(greeting: scheme == "imap" ? "* OK hello" : "+OK hello") { line in
                if line.contains("LOGIN") { return "\(Self.tag(line)) \(refusal)" }
                if line.hasPrefix("PASS") { return refusal }
                return scheme == "imap" ? Self.imap(line) : Self.pop3(line)
            }
            let fault = try #require(await fault(settings(scheme, server.port)))
            #expect(fault.phase == .login && fault.isTransient && fault.detail.hasSuffix(refusal))
        }
    }

    @Test("a server that talks without end before it lets us in")
    func endless() async throws {
        let talk = String(repeating: "* OK and so on\r\n", count: 10_000)
        let server = ScriptedServer(greeting: "* OK hello") { "\(talk)\(Self.tag($0)) OK done" }
        let fault = try #require(await fault(settings("imap", server.port)))
        #expect(fault.phase == .login && fault.cause == .protocol)
    }

    @Test(
        "a server that falls silent is not waited for", .timeLimit(.minutes(1)),
        arguments: ["", "CAPABILITY", "LOGIN", "SELECT"])
    func silent(at command: String) async throws {
        let server = ScriptedServer(greeting: command.isEmpty ? "" : "* OK hello") { line in
            line.contains(command) ? "* OK wait" : Self.imap(line)
        }
        var settings = settings("imap", server.port)
        settings.timeout = .milliseconds(1500)
        let fault = try #require(await fault(settings))
        #expect(fault.cause == .network && fault.isTransient, "\(fault)")
    }

    @Test(
        "a visit that is cancelled ends, wherever it is", .timeLimit(.minutes(1)),
        arguments: ["CAPABILITY", "LOGIN", "SELECT"]
    )
    func cancelled(at command: String) async throws {
        let (asked, signal) = AsyncStream.makeStream(of: Void.self)
        let server = ScriptedServer(greeting: "* OK hello") { line in
            guard line.contains(command) else { return Self.imap(line) }
            signal.yield()
            return "* OK wait"
        }
        var settings = settings("imap", server.port)
        settings.timeout = .seconds(600)
        let visit = Task { try await RemoteMailbox(settings).visit { _ in [] } }
        for await _ in asked { break }
        visit.cancel()
        await #expect(throws: CancellationError.self) { try await visit.value }
    }
}
