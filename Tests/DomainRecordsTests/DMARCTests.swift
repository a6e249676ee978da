import NameServiceContract
import Testing

@testable import DomainRecords

@Suite("A domain's DMARC policy")
struct DMARCTests {
    @Test(
        "organisational domains follow the Public Suffix List (RFC 7489 §3.2)",
        arguments: [
            ("example.com", "example.com"), ("a.b.example.com", "example.com"),
            ("news.example.co.uk", "example.co.uk"), ("co.uk", "co.uk"), ("a.b.test", "b.test"),
            ("news.xn--bcher-kva.de", "xn--bcher-kva.de"),
        ])
    func organisation(domain: String, expected: String) {
        #expect(OrganisationalDomain.of(domain) == expected)
    }

    @Test(
        "alignment (RFC 7489 §3.1)",
        arguments: [
            ("news.example.com", "example.com", true, false),
            ("example.com", "news.example.com", true, false),
            ("Example.com", "example.com", true, true), ("example.org", "example.com", false, false),
            ("evil-example.com", "example.com", false, false), ("a.co.uk", "b.co.uk", false, false),
        ])
    func alignment(domain: String, author: String, relaxed: Bool, strict: Bool) {
        #expect(DMARCRecord.Alignment.relaxed.holds(domain, for: author) == relaxed)
        #expect(DMARCRecord.Alignment.strict.holds(domain, for: author) == strict)
    }

    @Test("a record says what it says, and the rest is as RFC 7489 §6.3 has it")
    func record() throws {
        let whole = try DMARCRecord(
            Array(
                "v=DMARC1; p=Reject; sp=quarantine; adkim=s; aspf=r; pct=50; rua=mailto:a@b.test; fo=1".utf8))
        #expect(whole.policy == .reject && whole.subdomainPolicy == .quarantine && whole.percent == 50)
        #expect(whole.dkim == .strict && whole.spf == .relaxed && whole.asksForReports)
        let short = try DMARCRecord(Array("v=DMARC1;p=none".utf8))
        #expect(short.policy == .none && short.subdomainPolicy == .none && short.percent == 100)
        #expect(short.dkim == .relaxed && short.spf == .relaxed && !short.asksForReports)
        #expect(try DMARCRecord(Array("v=DMARC1; rua=mailto:a@b.test".utf8)).policy == .none)
    }

    @Test(
        "what says nothing is refused",
        arguments: [
            ("v=DMARC1", RecordFault.missing("p")), ("v=DMARC1; p=maybe", .value(tag: "p", "maybe")),
            ("v=DMARC1; p=none; pct=many", .value(tag: "pct", "many")),
            ("p=none; v=DMARC1", .version("DMARC1")),
            ("v=DMARC1; p=none; p=reject", .twice("p")), ("v=dmarc1; p=none", .version("DMARC1")),
        ])
    func refused(text: String, fault: RecordFault) {
        #expect(throws: fault) { try DMARCRecord(Array(text.utf8)) }
    }

    @Test("is looked for at the domain, then at its organisational domain (RFC 7489 §6.6.3)")
    func discovery() async {
        var zone = Zone()
        zone.text("_dmarc.example.com", "v=DMARC1; p=reject; sp=quarantine")
        zone.text("_dmarc.own.example.com", "v=DMARC1; p=none")
        zone.text("_dmarc.noise.example.com", "something else")
        zone.text("_dmarc.twice.test", "v=DMARC1; p=none")
        zone.text("_dmarc.twice.test", "v=DMARC1; p=reject")
        zone.text("_dmarc.bad.test", "v=DMARC1; p=all")
        zone.fail("down.test", .serverFailed)
        func policy(_ domain: String) async -> [String] {
            guard case .found(_, let name, let policy) = await DMARCDiscovery.of(domain, zone) else {
                return []
            }
            return [name, policy.rawValue]
        }
        #expect(await policy("example.com") == ["_dmarc.example.com", "reject"])
        #expect(await policy("news.example.com") == ["_dmarc.example.com", "quarantine"])
        #expect(await policy("a.b.example.com") == ["_dmarc.example.com", "quarantine"])
        #expect(await policy("own.example.com") == ["_dmarc.own.example.com", "none"])
        #expect(await policy("noise.example.com") == ["_dmarc.example.com", "quarantine"])
        #expect(await DMARCDiscovery.of("twice.test", zone) == .several(2, at: "_dmarc.twice.test"))
        #expect(
            await DMARCDiscovery.of("bad.test", zone)
                == .unreadable(.value(tag: "p", "all"), at: "_dmarc.bad.test"))
        #expect(await DMARCDiscovery.of("down.test", zone) == .unknown(.serverFailed, at: "_dmarc.down.test"))
        #expect(await DMARCDiscovery.of("nothing.test", zone) == .none)
    }
}
