// SPDX-License-Identifier: Apache-2.0
import DomainRecords
import MailFormat
import NameServiceContract
import Testing

@testable import Newsroom

@Suite("Our mail in DNS")
struct MailInDNSTests {
    private static let today = CalendarDay(daysSince1970: 20_781)
    private static let signingKey = try? DKIMKey.generate(.ed25519)

    private static func key(from: String? = nil, until: String? = nil) throws -> MailInDNS.Key {
        MailInDNS.Key(
            settings: DKIMSettings.Key(
                selector: "s1", file: "s1.pem", from: from.flatMap { CalendarDay($0) },
                until: until.flatMap { CalendarDay($0) }),
            record: try DKIMRecord(
                of: .init(domain: "example.com", selector: "s1", key: try #require(signingKey))))
    }

    private func mail(
        author: String = "example.com", returnPath: String = "example.com", signer: String? = "example.com",
        relays: [String] = []
    ) throws -> MailInDNS {
        MailInDNS(
            author: author, returnPath: returnPath, signer: signer,
            keys: signer == nil ? [] : [try Self.key()], relays: relays.compactMap(IPAddress.init),
            day: Self.today)
    }

    private func findings(_ mail: MailInDNS, _ zone: Zone) async -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        await mail.examine(zone) { findings.append($0) }
        return findings
    }

    @Test(
        "a key's record counts while the key signs",
        arguments: [
            (DKIMVerdict.missing, String?.none, String?.none, DoctorFinding.Severity.wrong),
            (.missing, "2026-12-01", nil, .advice), (.missing, nil, "2026-11-01", .advice),
            (.missing, "2026-11-24", nil, .wrong), (.missing, nil, "2026-11-24", .wrong),
            (.different, "2026-12-01", nil, .wrong), (.different, nil, "2026-11-01", .advice),
            (.revoked, nil, nil, .wrong), (.several(2), nil, nil, .wrong),
            (.otherType("rsa"), nil, nil, .wrong),
            (.notForMail, nil, nil, .wrong), (.otherHash, nil, nil, .wrong),
            (.unknown(.serverFailed), nil, nil, .wrong), (.unreadable(.missing("p")), nil, nil, .wrong),
            (.agrees(testing: true, bare: false), nil, nil, .wrong),
            (.agrees(testing: false, bare: true), nil, nil, .advice),
            (.agrees(testing: false, bare: false), nil, nil, .ok),
        ])
    func keys(verdict: DKIMVerdict, from: String?, until: String?, severity: DoctorFinding.Severity) throws {
        let finding = MailInDNS.finding(verdict, of: try Self.key(from: from, until: until), on: Self.today)
        #expect(finding.severity == severity && finding.place == "s1._domainkey.example.com")
    }

    @Test(
        "what becomes of it (RFC 9989 §4.4)",
        arguments: [
            ("example.com", "news.example.com", true, "passes", DoctorFinding.Severity.ok, "passes by DKIM"),
            ("example.com", "example.com", true, "passes", .ok, "and by SPF"),
            ("example.com", "mailer.test", true, "fails", .ok, "passes by DKIM"),
            ("example.com", "example.com", false, "passes", .advice, "passes by SPF alone"),
            ("example.com", "example.com", false, "unknown", .advice, "can pass by SPF alone"),
            ("example.com", "example.com", false, "fails", .wrong, "SPF does not pass"),
            ("mailer.test", "mailer.test", true, "passes", .wrong, "to reject it"),
            (
                "mailer.test", "example.com", true, "passes", .advice,
                "d=mailer.test and From example.com do not align"
            ),
        ])
    func outcome(
        signer: String, returnPath: String, isSigned: Bool, spf: String, severity: DoctorFinding.Severity,
        text: String
    ) async throws {
        var zone = Zone()
        zone.text("_dmarc.example.com", "v=DMARC1; p=reject")
        let discovery = await DMARCDiscovery.of("example.com", zone)
        guard case .found(let record, let name, let policy) = discovery else {
            Issue.record("\(discovery)")
            return
        }
        let authorization: MailInDNS.Authorization =
            spf == "passes" ? .passes : spf == "fails" ? .fails : .unknown
        let mail = try mail(returnPath: returnPath, signer: signer)
        let alignment = try #require(await mail.alignment(with: record, zone))
        let finding = mail.outcome(
            record, policy, at: name, isSigned: isSigned, authorization, alignment)
        #expect(finding.severity == severity && finding.message.contains(text), "\(finding)")
    }

    @Test("a server that does not answer on the way to a domain above says nothing of alignment")
    func unknownAlignment() async throws {
        var zone = Zone()
        zone.text("_dmarc.example.com", "v=DMARC1; p=reject")
        zone.text("example.com", "v=spf1 -all")
        zone.fail("_dmarc.bounces.example.com", .serverFailed)
        let findings = await findings(try mail(returnPath: "bounces.example.com", signer: nil), zone)
        let last = try #require(findings.last { $0.check == .dmarc })
        #expect(last.message.contains("is not known") && last.remedy == "try again")
    }

    @Test("a relay's public address is looked up in the record of the return path's domain")
    func relay() async throws {
        var zone = Zone()
        zone.text("example.com", "v=spf1 ip4:8.8.8.0/24 -all")
        let inside = await findings(try mail(relays: ["8.8.8.8"]), zone)
        #expect(
            inside.contains {
                $0.check == .spf && $0.severity == .ok && $0.message.contains("8.8.8.8 passes")
            })
        let outside = await findings(try mail(relays: ["1.1.1.1"]), zone)
        #expect(
            outside.contains {
                $0.check == .spf && $0.severity == .advice
                    && $0.message.contains("1.1.1.1 gets fail by “-all”")
            })
        let near = await findings(try mail(relays: ["127.0.0.1", "10.0.0.1"]), zone)
        #expect(near.contains { $0.check == .spf && $0.message.contains("no public address") })
    }

    @Test(
        "a record that does harm is wrong whatever sends",
        arguments: [
            ("v=spf1 +all", DoctorFinding.Severity.wrong, "every host in the world"),
            ("v=spf1 ip4:8.8.8.8", .advice, "says nothing of hosts"),
            ("v=spf1 include:nothing.test -all", .wrong, "nothing.test, which has no SPF record"),
            ("v=spf1 ipv4:8.8.8.8 -all", .wrong, "“ipv4:8.8.8.8”, which is no mechanism"),
            ("v=spf1 a a a a a a a a a a a -all", .wrong, "11 of the 10 questions"),
        ])
    func harm(record: String, severity: DoctorFinding.Severity, text: String) async throws {
        var zone = Zone()
        zone.text("example.com", record)
        zone.address("example.com", "192.0.2.1")
        let findings = await findings(try mail(), zone)
        #expect(
            findings.contains { $0.check == .spf && $0.severity == severity && $0.message.contains(text) },
            "\(findings)")
    }

    @Test(
        "failure reports must be able to come back (RFC 5321 §5.1, RFC 7505)",
        arguments: [
            ("mx.test", "192.0.2.1", DoctorFinding.Severity.ok), ("mx.test", nil, .wrong), ("", nil, .wrong),
            (nil, "192.0.2.1", .advice), (nil, nil, .wrong),
        ] as [(String?, String?, DoctorFinding.Severity)])
    func returnPath(exchange: String?, address: String?, severity: DoctorFinding.Severity) async throws {
        var zone = Zone()
        if let exchange { zone.exchange("example.com", 10, exchange) }
        if let address { zone.address(exchange ?? "example.com", address) }
        let finding = await findings(try mail(), zone).first { $0.check == .returnPath }
        #expect(finding?.severity == severity)
    }
}
