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

    @Test("finds nothing wrong where DNS says what it should, and enters the relay for real")
    func healthy() async throws {
        try await withSandbox { port, _ in
            let place = try await TemporaryNewsroom(readers: 1, port: port)
            let record = try place.newsroom.generateDKIMKey(
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
            _ = try place.newsroom.generateDKIMKey(
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
        #expect(Doctor.clock(now: now, newest: now + 61_000, isSynchronised: true).severity == .wrong)
        #expect(Doctor.clock(now: now, newest: now + 59_000, isSynchronised: true).severity == .ok)
        #expect(Doctor.clock(now: now, newest: nil, isSynchronised: false).severity == .advice)
        #expect(Doctor.clock(now: now, newest: now, isSynchronised: nil).severity == .ok)
    }

    @Test("a finding is an object for scripts")
    func json() throws {
        let finding = DoctorFinding(.returnPath, .ok, at: "news.test", "comes back")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(
            String(decoding: try encoder.encode(finding), as: UTF8.self)
                == #"{"check":"return-path","message":"comes back","remedy":null,"severity":"ok","where":"news.test"}"#
        )
    }
}
