// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import Foundation
import MailFormat
import Sender
import Subscribers
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
        web: { host: 0.0.0.0, port: 8081, connections: 200, metrics: [10.0.0.0/8] }
        confirmation: { per_network: 4, per_list: 90 }

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
        let relay = try #require(read.relays.first)
        #expect(relay.access.password == "s3cret" && relay.access.startTLS == .required)
        #expect(relay.access.pipelining == .off)
        #expect(relay.limits.connections == 20 && relay.limits.finalTimeout == .seconds(300))
        #expect(relay.limits.weight == nil && relay.limits.quotas.isEmpty)
        #expect(
            read.retry
                == RetryPolicy(
                    first: .seconds(60), longest: .seconds(7200), giveUpAfter: .seconds(86_400), doubt: .hold)
        )
        #expect(
            read.web
                == WebSettings(
                    host: "0.0.0.0", port: 8081, isBehindProxy: false, connections: 200, perNetwork: 50,
                    metrics: [try #require(AddressRange("10.0.0.0/8"))]))
        #expect(read.confirmation.perNetwork == 4 && read.confirmation.perList == 90)
    }

    @Test(
        "leaves room for a tag in the return path",
        arguments: [
            ("bounces-of-our-weekly-newsletter-dept@d.example", false),
            ("nineteen-octets-abc@d.example", true),
            ("twenty-octets-abcdef@d.example", false),
        ])
    func returnPath(address: String, fits: Bool) throws {
        let yaml = Self.whole.replacing("bounces@news.example.com", with: address)
        guard !fits else {
            #expect(try read(yaml).returnPath.description == address)
            return
        }
        let error = #expect(throws: (any Error).self) { try read(yaml) }
        #expect("\(String(describing: error))".contains("19 leave room for it"))
    }

    @Test(
        "fetches no more than is read, and refuses to be told otherwise",
        arguments: [(1, true), (10, true), (11, false)])
    func largest(megabytes: Int, isRead: Bool) throws {
        let yaml = Self.whole + "\nfetch: { largest: \(megabytes) }\n"
        guard !isRead else {
            #expect(try read(yaml).fetch.largest == megabytes * 1_000_000)
            return
        }
        let error = #expect(throws: (any Error).self) { try read(yaml) }
        #expect("\(String(describing: error))".contains("10"))
    }

    @Test("a relay can have a return path of its own, with tags or without")
    func returnPathOfRelay() throws {
        let relay = "    connections: 20\n"
        func path(_ text: String) throws -> ReturnPath? {
            try read(Self.whole.replacing(relay, with: relay + "    return_path: \(text)\n")).relays[0].limits
                .returnPath
        }
        let address = "bounces-of-our-weekly-newsletter-dept@d.example"
        #expect(
            try path("{ address: \(address), tagged: no }")
                == ReturnPath(EmailAddress(address), isTagged: false))
        #expect(try path("back@d.example") == ReturnPath(EmailAddress("back@d.example")))
        #expect(try path("{ address: back@d.example }") == ReturnPath(EmailAddress("back@d.example")))
        #expect(throws: (any Error).self) { try path(address) }
        #expect(throws: (any Error).self) { try path("{ address: back@d.example, tag: no }") }
    }

    @Test("says how to enter a relay")
    func entrance() throws {
        let relay = "    connections: 20\n"
        func access(_ lines: String...) throws -> CurlRelay.Settings {
            let more = lines.map { "    \($0)\n" }.joined()
            return try read(Self.whole.replacing(relay, with: relay + more)).relays[0].access
        }
        #expect(try access().mechanisms.isEmpty && access().helloName.contains("."))
        #expect(try access("auth: login").mechanisms == [.login])
        #expect(try access("auth: [cram-md5, plain]").mechanisms == [.cramMD5, .plain])
        #expect(
            try access("tls_name: mail.lan.example", "hello: desk.example.com").tlsName == "mail.lan.example")
        #expect(try access("hello: \"[192.0.2.1]\"").helloName == "[192.0.2.1]")
        for line in ["auth: xoauth", "hello: desk", "hello: \"a b\"", "tls_name: \"*\"", "timeout: 2h"] {
            #expect(throws: (any Error).self, "\(line)") { try access(line) }
        }
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
        #expect(try read(yaml).relays[0].access.startTLS == tls)
    }

    private static let several = """
        publication: p
        base_url: https://a.example
        return_path: b@a.example
        relays:
          - { name: main, url: smtp://a.example, weight: 3, per_second: 14, per_hour: 1000, per_day: 5000 }
          - { name: new, url: smtp://b.example, weight: 1, warm_up: { from: 2026-12-01, first: 500, factor: 2 } }
          - { name: other, url: smtp://c.example, publications: [q, r] }
          - { name: spare, url: smtp://d.example, publications: [p] }

        """

    @Test("names the relays of its publication, and how much each may be given")
    func severalRelays() throws {
        let relays = try read(Self.several).relays
        #expect(relays.map(\.access.name) == ["main", "new", "spare"])
        #expect(relays.map(\.limits.weight) == [3, 1, nil])
        #expect(relays[0].limits.perSecond == 14)
        #expect(
            relays[0].limits.quotas == [
                RelayQuota(1000, in: .seconds(3600)), RelayQuota(5000, in: .seconds(86_400)),
            ])
        let quota = try #require(relays[1].limits.quotas.first)
        let days = ["2024-10-04", "2026-12-01", "2026-12-02", "2026-12-04"].compactMap { CalendarDay($0) }
        #expect(days.map(quota.limit) == [500, 500, 1000, 4000])
    }

    @Test(
        "refuses relays that cannot be meant",
        arguments: [
            ("name: new", "name: main", "“relays” names “main” twice"),
            ("publication: p\n", "publication: s\n", nil),
            ("weight: 3", "weight: 0", "“relays.weight” must be a whole number from 1 to 1000"),
            ("per_second: 14", "per_second: -1", "“relays.per_second” must be a number from 0.01"),
            ("from: 2026-12-01", "from: tomorrow", "is “tomorrow”, which is no day like 2026-01-31"),
            ("first: 500, ", "", "is missing: how many messages on the first day?"),
            ("factor: 2", "factor: 0.5", "must be a number from 1.01 to 10.0"),
            ("weight: 1", "weigth: 1", "did you mean “weight”?"),
        ])
    func refusedRelays(from: String, to: String, reason: String?) {
        let yaml = Self.several.replacing(from, with: to, maxReplacements: 1)
        do {
            let read = try read(yaml)
            #expect(reason == nil && read.relays.map(\.access.name) == ["main", "new"])
        } catch {
            #expect(reason.map("\(error)".contains) ?? false, "\(error)")
        }
    }

    @Test("refuses a publication that no relay carries")
    func noRelay() {
        let yaml = Self.several.replacing("publication: p\n", with: "publication: s\n")
            .split(separator: "\n").filter { !$0.contains("weight") }.joined(separator: "\n")
        #expect {
            try read(yaml)
        } throws: {
            "\($0)".contains("“relays” lists none that carries the publication “s”")
        }
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
