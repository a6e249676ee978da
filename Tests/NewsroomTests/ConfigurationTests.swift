import CurlTransport
import Foundation
import Sender
import Testing

@testable import Newsroom

@Suite("A configuration")
struct ConfigurationTests {
    private static let whole = """
        publication: daily-caffeine
        base_url: https://news.example.com/
        database: other.db
        return_path: bounces@news.example.com
        relays:
          - name: main
            url: smtp://mail.example.com:587
            user: desk
            password: ${SMTP_PASSWORD}
            starttls: required
            connections: 20
            pipelining: off
            timeout: 300s
        retry: { first: 1m, longest: 2h, give_up_after: 1d, uncertain: hold }
        web: { host: 0.0.0.0, port: 8081 }

        """

    private func read(_ yaml: String, environment: [String: String] = ["SMTP_PASSWORD": "s3cret"]) throws
        -> Configuration
    {
        try Configuration(
            yaml: yaml, file: "daybreak.yaml", directory: FileManager.default.temporaryDirectory,
            environment: environment)
    }

    @Test("is read whole")
    func whole() throws {
        let read = try read(Self.whole)
        #expect(read.baseURL == "https://news.example.com" && read.database == "other.db")
        #expect(
            read.relay.password == "s3cret" && read.relay.startTLS == .required
                && read.relay.pipelining == .off)
        #expect(read.connections == 20 && read.finalTimeout == .seconds(300))
        #expect(
            read.retry
                == RetryPolicy(
                    first: .seconds(60), longest: .seconds(7200), giveUpAfter: .seconds(86_400), doubt: .hold)
        )
        #expect(read.web == ("0.0.0.0", 8081, false))
    }

    @Test(
        "asks for TLS unless the relay is on this machine",
        arguments: [
            ("smtp://mail.example.com", CurlRelay.TLS.required), ("smtp://127.0.0.1:2525", .offered),
            ("smtp://localhost", .offered),
        ])
    func defaultTLS(url: String, tls: CurlRelay.TLS) throws {
        let yaml =
            "publication: p\nbase_url: https://a.example\nreturn_path: b@a.example\nrelays:\n  - url: \(url)\n"
        #expect(try read(yaml).relay.startTLS == tls)
    }

    @Test(
        "is refused with file, line, key and what to do",
        arguments: [
            (
                "database: other.db", "databas: other.db",
                "daybreak.yaml line 3: has an unknown key “databas”: did you mean “database”?"
            ),
            (
                "starttls: required", "starttls: off",
                "“relays.starttls” can be “off” only for a relay on 127.0.0.1"
            ),
            (
                "starttls: required", "starttls: offered",
                "“relays.starttls” must be “required” where a password"
            ),
            (
                "starttls: required", "starttls: maybe",
                "line 10: “relays.starttls” is “maybe”: say “required”"
            ),
            ("${SMTP_PASSWORD}", "${NOT_SET}", "“relays.password” asks for the environment variable NOT_SET"),
            ("smtp://mail.example.com:587", "http://mail.example.com", "“relays.url” is not like smtp://"),
            ("https://news.example.com/", "news.example.com", "line 2: “base_url” is not a web address"),
            ("bounces@news.example.com", "bounces", "“return_path” is no e-mail address: no @ in it"),
            ("first: 1m", "first: soon", "“retry.first” must be a length of time"),
            ("connections: 20", "connections: 0", "from 1 to 200"),
            ("uncertain: hold", "uncertain: guess", "say “resend” or “hold”"),
            ("publication: daily-caffeine\n", "", "“publication” is missing"),
            ("relays:", "relays: {", "is not YAML"),
            ("    timeout: 300s", "    ca_file: nowhere.pem", "“relays.ca_file” names"),
        ])
    func refused(from: String, to: String, reason: String) {
        do {
            _ = try read(Self.whole.replacing(from, with: to, maxReplacements: 1))
            Issue.record("it was taken")
        } catch {
            #expect("\(error)".contains(reason), "\(error)")
        }
    }
}
