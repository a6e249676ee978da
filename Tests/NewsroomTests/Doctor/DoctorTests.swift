// SPDX-License-Identifier: Apache-2.0
import Composer
import CurlTransport
import DomainRecords
import Foundation
import Logging
import MailFormat
import NameServiceContract
import NewsroomSupport
import SQLiteStore
import SandboxSupport
import Sender
import ServiceLifecycle
import Testing

@testable import Newsroom

@Suite("The doctor")
struct DoctorTests {
    /// What is found in a newsroom.
    private func findings(
        _ directory: URL, _ names: (any NameService)?
    ) async -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        await Doctor(at: directory, names: names).examine { findings.append($0) }
        return findings
    }

    private func configure(_ place: TemporaryNewsroom, _ change: (String) -> String) throws {
        let file = place.directory.appending(path: Newsroom.configurationFile)
        try change(try String(contentsOf: file, encoding: .utf8)).write(
            to: file, atomically: true, encoding: .utf8)
    }

    @Test("says when others on this machine can read a relay's password", arguments: [0o600, 0o640, 0o604])
    func readablePassword(mode: Int) async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let file = place.directory.appending(path: "secret")
        try Data("pw\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        try configure(place) {
            $0.replacing(/url: smtp.*\n/) { "\($0.output)    user: desk\n    password_file: secret\n" }
        }
        let said = await findings(place.directory, nil).filter { $0.place == file.path }
        #expect(said.map(\.severity) == (mode == 0o600 ? [] : [.advice]))
        #expect(said.allSatisfy { $0.remedy == "chmod 600 \(file.path)" })
    }

    @Test("without a relay's password looks at everything else, and does not try the relay with none")
    func missingSecret() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        try configure(place) {
            $0.replacing(/url: smtp.*\n/) { "\($0.output)    user: desk\n    password: ${NOT_THERE}\n" }
        }
        let found = await findings(place.directory, Zone())
        #expect(found.first { $0.severity == .wrong }?.message.contains("NOT_THERE") == true)
        #expect(found.contains { $0.check == .database && $0.severity == .ok })
        #expect(!found.contains { $0.check == .relay })
    }

    @Test("finds nothing wrong where DNS says what it should, and enters the relay for real")
    func healthy() async throws {
        try await withSandbox { port, _ in
            let place = try await TemporaryNewsroom(readers: 1, port: port)
            let record = try place.newsroom.keys.generateDKIMKey(
                .ed25519, bits: 0, selector: "e1", domain: nil, in: "keys/e1.pem")
            try configure(place) { $0 + "dkim: { keys: [{ selector: e1, file: keys/e1.pem }] }\n" }
            var zone = Zone()
            zone.text(record.name, record.value)
            zone.text("daily-caffeine.example", "v=spf1 ip4:192.0.2.0/24 -all")
            zone.text(
                "_dmarc.daily-caffeine.example", "v=DMARC1; p=reject; rua=mailto:a@daily-caffeine.example")
            zone.exchange("daily-caffeine.example", 10, "mx.daily-caffeine.example")
            zone.address("mx.daily-caffeine.example", "192.0.2.1")
            let findings = await findings(place.directory, zone)
            #expect(findings.filter { $0.severity == .wrong } == [])
            let relay = try #require(findings.first { $0.check == .relay })
            #expect(relay.severity == .ok && relay.message.contains("answers at 127.0.0.1, no TLS, no AUTH"))
            #expect(relay.message.contains("PIPELINING"))
            #expect(findings.contains { $0.check == .dkim && $0.message == "has our key" })
            #expect(findings.contains { $0.check == .dmarc && $0.message.contains("passes by DKIM") })
            #expect(
                findings.contains {
                    $0.check == .spf && $0.severity == .advice && $0.message.contains("no public address")
                })
            #expect(
                findings.contains {
                    $0.check == .returnPath && $0.message.hasSuffix("mx.daily-caffeine.example")
                })
        }
    }

    @Test("finds what is wrong, each by its name")
    func ill() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        for selector in ["s1", "s2"] {
            _ = try place.newsroom.keys.generateDKIMKey(
                .ed25519, bits: 0, selector: selector, domain: nil, in: "keys/\(selector).pem")
        }
        try configure(place) {
            $0
                + "dkim: { keys: [{ selector: s1, file: keys/s1.pem }, { selector: s2, file: keys/s2.pem }] }\n"
        }
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: place.directory.appending(path: "keys/s2.pem").path)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: place.directory.appending(path: "daybreak.db").path)
        let findings = await findings(place.directory, Zone())
        func has(_ check: DoctorFinding.Check, _ severity: DoctorFinding.Severity, _ text: String) -> Bool {
            findings.contains { $0.check == check && $0.severity == severity && $0.message.contains(text) }
        }
        #expect(has(.database, .advice, "others on this machine"))
        #expect(has(.keys, .wrong, "can be read by others"))
        #expect(has(.relay, .wrong, "onnect"))
        #expect(has(.dkim, .wrong, "there is no TXT record"))
        #expect(has(.spf, .wrong, "there is no SPF record"))
        #expect(has(.dmarc, .wrong, "there is no DMARC record"))
        #expect(has(.returnPath, .wrong, "neither MX nor address"))
    }

    @Test("leaves the relay and DNS out when told, and says one thing when DNS does not answer")
    func without() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let offline = await findings(place.directory, nil)
        #expect(offline.allSatisfy { ![.relay, .dkim, .spf, .dmarc, .returnPath].contains($0.check) })
        #expect(
            Set(offline.map(\.check)).isSuperset(of: [.configuration, .templates, .database, .disk, .clock]))
        var silent = Zone()
        silent.fail("example", .timedOut)
        let unanswered = await findings(place.directory, silent)
        #expect(unanswered.filter { [.dkim, .spf, .dmarc, .returnPath].contains($0.check) }.count == 1)
    }

    @Test("judges every publication's mail by each return path that a relay gives it")
    func returnPaths() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        try await place.addPublication(
            "tea", named: "The Evening Tea", from: "desk@tea.example", list: "evening")
        _ = try place.newsroom.keys.generateDKIMKey(
            .ed25519, bits: 0, selector: "t1", domain: "tea.example", in: "keys/t1.pem")
        try configure(place) { yaml in
            yaml.prefix(upTo: yaml.firstRange(of: "relays:")!.lowerBound)
                + """
                relays:
                  - { name: own, url: smtp://127.0.0.1:9, starttls: off }
                  - name: provider
                    url: smtp://127.0.0.1:9
                    starttls: off
                    return_path: { address: us@provider.example, tagged: no }
                dkim: [{ publications: [tea], keys: [{ selector: t1, file: keys/t1.pem }] }]

                """
        }
        var zone = Zone()
        for domain in ["daily-caffeine.example", "tea.example"] {
            zone.text("_dmarc.\(domain)", "v=DMARC1; p=none; rua=mailto:dmarc@\(domain)")
        }
        zone.text("provider.example", "v=spf1 -all")
        let findings = await findings(place.directory, zone)
        let templates = findings.filter { $0.check == .templates }
        #expect(templates.count == 2 && templates.allSatisfy { $0.severity == .ok })
        func places(_ check: DoctorFinding.Check, _ severity: DoctorFinding.Severity) -> [String] {
            findings.filter { $0.check == check && $0.severity == severity }.map(\.place)
        }
        // The newsroom's own return path has no record, the provider's has one.
        #expect(places(.spf, .wrong) == ["daily-caffeine.example"])
        #expect(places(.spf, .ok) == ["provider.example"])
        #expect(Set(places(.dmarc, .wrong)) == ["_dmarc.daily-caffeine.example", "_dmarc.tea.example"])
        #expect(places(.dkim, .wrong) == ["t1._domainkey.tea.example"])
        #expect(Set(places(.returnPath, .wrong)) == ["daily-caffeine.example", "provider.example"])
        #expect(Set(findings).count == findings.count)
    }

    @Test("knows a relay that takes smaller messages than those of late, and the proof one that is too small")
    func size() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let mailing = try await place.publish()
        let vitals = try await NewsroomDatabase(
            opening: place.directory.appending(path: "daybreak.db").path, now: WallClock.system.read,
            random: Randomness.system.read
        ).vitals()
        let largest = try #require(vitals.largest)
        #expect(largest.mailing == mailing && largest.octets > 2000)
        func visit(_ keyword: String) -> RelayVisit {
            RelayVisit(address: nil, isEncrypted: true, keywords: ["PIPELINING", keyword])
        }
        let finding = Doctor.finding(visit("size 2000"), carrying: largest, at: "relay")
        #expect(finding?.severity == .wrong && finding?.message.contains("takes messages of 2000") == true)
        for keyword in ["SIZE", "SIZE 0", "SIZE \(largest.octets)", "SIZEX 1", "SIZE 99999999999999999999"] {
            #expect(Doctor.finding(visit(keyword), carrying: largest, at: "relay") == nil)
        }
        #expect(EditorialDesk.finding(on: 2001, for: "r", takes: 2000)?.severity == .blocking)
        #expect(EditorialDesk.finding(on: 2000, for: "r", takes: 2000) == nil)
        #expect(EditorialDesk.finding(on: 2000, for: "r", takes: nil) == nil)
    }

    @Test("finds nothing wrong in a new newsroom whose mail goes to the sandbox, running or not")
    func fresh() async throws {
        try await withSandbox { port, _ in
            for relay in [port, 9] {
                let place = try await TemporaryNewsroom(readers: 1, port: relay)
                try configure(place) { $0 + "sandbox: { port: \(relay) }\n" }
                let findings = await findings(place.directory, Zone())
                #expect(findings.filter { $0.severity == .wrong } == [])
                #expect(findings.contains { $0.check == .dmarc && $0.message.contains("sandbox") })
                #expect(findings.contains { $0.check == .relay })
            }
        }
    }

    @Test("stops at a configuration that cannot be read, and goes on without a database")
    func broken() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        try configure(place) { $0.replacing("daybreak.db", with: "x") + "database: nowhere.db\n" }
        let lost = await findings(place.directory, nil)
        #expect(
            lost.contains {
                $0.check == .database && $0.severity == .wrong && $0.message.contains("no database")
            })
        #expect(lost.contains { $0.check == .disk })
        try configure(place) { $0 + "databas: x\n" }
        let unread = await findings(place.directory, Zone())
        #expect(unread.map(\.check) == [.configuration] && unread[0].severity == .wrong)
    }

    @Test("knows a disk that is nearly full, and a clock that runs behind the ledger")
    func machine() {
        #expect(Doctor.disk(free: 50_000_000, database: 1, at: "/").severity == .wrong)
        #expect(Doctor.disk(free: 2_000_000_000, database: 1_500_000_000, at: "/").severity == .advice)
        #expect(Doctor.disk(free: 4_000_000_000, database: 1_500_000_000, at: "/").severity == .ok)
        let now: Int64 = 1_795_478_400_000
        let clock = WallClock(in: .utc) { now }
        #expect(Doctor.finding(on: clock, newest: now + 61_000, isSynchronised: true).severity == .wrong)
        #expect(Doctor.finding(on: clock, newest: now + 59_000, isSynchronised: true).severity == .ok)
        #expect(Doctor.finding(on: clock, newest: nil, isSynchronised: false).severity == .advice)
        #expect(Doctor.finding(on: clock, newest: now, isSynchronised: nil).severity == .ok)
    }

    @Test("a finding is an object for scripts")
    func json() throws {
        let finding = DoctorFinding(.returnPath, .ok, at: "news.test", "comes back")
        #expect(
            try JSONText.of(finding.json)
                == #"{"check":"return-path","message":"comes back","remedy":null,"severity":"ok","where":"news.test"}"#
        )
    }
}
