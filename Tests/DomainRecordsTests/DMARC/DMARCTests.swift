// SPDX-License-Identifier: Apache-2.0
import NameServiceContract
import Testing

@testable import DomainRecords

@Suite("A domain's DMARC policy")
struct DMARCTests {
    @Test(
        "is looked for at the domain, at its last seven labels, and at each above them (RFC 9989 §4.10)",
        arguments: [
            ("example.com", ["example.com", "com"]), ("com", ["com"]),
            ("a.b.example.com", ["a.b.example.com", "b.example.com", "example.com", "com"]),
            (
                "a.b.c.d.e.f.g.h.i.test",
                [
                    "a.b.c.d.e.f.g.h.i.test", "d.e.f.g.h.i.test", "e.f.g.h.i.test", "f.g.h.i.test",
                    "g.h.i.test",
                    "h.i.test", "i.test", "test",
                ]
            ),
        ])
    func places(domain: String, expected: [String]) {
        #expect(DMARCTreeWalk.places(of: domain) == expected)
    }

    @Test(
        "organisational domains are what records in DNS say (RFC 9989 §4.10.2)",
        arguments: [
            // Without a mark it is the highest that has a record.
            ("a.b.example.com", ["b.example.com": "", "example.com": ""], "example.com"),
            ("a.b.example.com", ["a.b.example.com": ""], "a.b.example.com"),
            // One that says no is it, and nothing above is asked.
            ("a.b.example.com", ["b.example.com": "; psd=n", "example.com": ""], "b.example.com"),
            // Below one that says yes; but where it stands itself it is its own.
            ("a.b.bank.test", ["bank.test": "; psd=y"], "b.bank.test"),
            ("bank.test", ["bank.test": "; psd=y"], "bank.test"),
            ("www.city.example", ["example": "; psd=y", "city.example": ""], "city.example"),
            ("a.nothing.test", [:], "a.nothing.test"),
        ] as [(String, [String: String], String)])
    func organisation(domain: String, records: [String: String], expected: String) async {
        var zone = Zone()
        for (name, tags) in records { zone.text("_dmarc.\(name)", "v=DMARC1; p=none\(tags)") }
        #expect(await OrganisationalDomain.of(domain, zone) == expected)
    }

    @Test(
        "alignment (RFC 9989 §4.4)",
        arguments: [
            ("news.example.com", "example.com", true, false),
            ("example.com", "news.example.com", true, false),
            ("Example.com", "example.com", true, true), ("example.org", "example.com", false, false),
            ("evil-example.com", "example.com", false, false), ("a.co.test", "b.co.test", false, false),
            ("own.example.com", "example.com", false, false),
        ])
    func alignment(domain: String, author: String, relaxed: Bool, strict: Bool) async {
        var zone = Zone()
        zone.text("_dmarc.example.com", "v=DMARC1; p=reject")
        zone.text("_dmarc.own.example.com", "v=DMARC1; p=reject; psd=n")
        zone.text("_dmarc.co.test", "v=DMARC1; p=reject; psd=y")
        #expect(await DMARCRecord.Alignment.relaxed.holds(domain, for: author, zone) == relaxed)
        #expect(await DMARCRecord.Alignment.strict.holds(domain, for: author, zone) == strict)
    }

    @Test("a record says what it says, and the rest is as RFC 9989 §4.7 has it")
    func record() throws {
        let whole = try DMARCRecord(
            Array(
                "v=DMARC1; p=Reject; sp=quarantine; np=none; adkim=s; aspf=r; psd=n; t=y; rua=mailto:a@b.test; fo=1"
                    .utf8))
        #expect(
            whole.policy == .reject && whole.subdomainPolicy == .quarantine && whole.absentPolicy == .none)
        #expect(whole.dkim == .strict && whole.spf == .relaxed && whole.asksForReports)
        #expect(whole.suffix == .no && whole.isTest && whole.ignored == [])
        let short = try DMARCRecord(Array("v=DMARC1;p=reject".utf8))
        #expect(short.subdomainPolicy == .reject && short.absentPolicy == .reject)
        #expect(short.dkim == .relaxed && short.spf == .relaxed && !short.asksForReports)
        #expect(short.suffix == .unknown && !short.isTest)
    }

    @Test("what RFC 9989 has no more, and values that mean nothing, change nothing and are told")
    func ignored() throws {
        let record = try DMARCRecord(
            Array("v=DMARC1; p=reject; pct=many; rf=afrf; ri=86400; adkim=x; t=1".utf8))
        #expect(record.policy == .reject && record.dkim == .relaxed && !record.isTest)
        #expect(record.ignored == ["adkim=x", "t=1", "pct=many", "rf=afrf", "ri=86400"])
    }

    @Test(
        "without a policy that means something it is none where reports are asked for (RFC 9989 §4.10.1)",
        arguments: [
            "rua=mailto:a@b.test", "p=maybe; rua=mailto:a@b.test", "p=reject; sp=all; rua=mailto:a@b.test",
            "p=reject; np=; rua=mailto:a@b.test!10m", "rua=nowhere, https://reports.test/dmarc",
        ])
    func none(tags: String) throws {
        let record = try DMARCRecord(Array("v=DMARC1; \(tags)".utf8))
        #expect(record.policy == .none && record.subdomainPolicy == .none && record.absentPolicy == .none)
    }

    @Test(
        "what says nothing is refused",
        arguments: [
            ("v=DMARC1", RecordFault.missing("p")), ("v=DMARC1; p=maybe", .value(tag: "p", "maybe")),
            ("v=DMARC1; p=none; sp=x", .value(tag: "sp", "x")),
            ("v=DMARC1; p=none; np=x", .value(tag: "np", "x")),
            ("v=DMARC1; rua=mailto:nobody", .missing("p")), ("v=DMARC1; rua=", .missing("p")),
            ("p=none; v=DMARC1", .version("DMARC1")),
            ("v=DMARC1; p=none; p=reject", .twice("p")), ("v=dmarc1; p=none", .version("DMARC1")),
        ])
    func refused(text: String, fault: RecordFault) {
        #expect(throws: fault) { try DMARCRecord(Array(text.utf8)) }
    }

    private static var zone: Zone {
        var zone = Zone()
        zone.text("_dmarc.example.com", "v=DMARC1; p=reject; sp=quarantine; np=none")
        zone.text("_dmarc.own.example.com", "v=DMARC1; p=none")
        for name in ["news.example.com", "a.b.example.com", "noise.example.com"] {
            zone.address(name, "192.0.2.1")
        }
        zone.text("_dmarc.noise.example.com", "something else")
        zone.text("_dmarc.mild.test", "v=DMARC1; p=reject; t=y")
        zone.text("_dmarc.bank.test", "v=DMARC1; p=none; sp=quarantine; np=reject; psd=y")
        zone.exchange("my.bank.test", 10, "mx.my.bank.test")
        zone.text("_dmarc.twice.test", "v=DMARC1; p=none")
        zone.text("_dmarc.twice.test", "v=DMARC1; p=reject")
        zone.text("_dmarc.bad.test", "v=DMARC1; p=all")
        zone.fail("down.test", .serverFailed)
        return zone
    }

    @Test(
        "is the domain's own, else that of its organisation, else that of the suffix (RFC 9989 §4.10.1)",
        arguments: [
            ("example.com", "_dmarc.example.com", "reject"),
            ("news.example.com", "_dmarc.example.com", "quarantine"),
            ("a.b.example.com", "_dmarc.example.com", "quarantine"),
            ("own.example.com", "_dmarc.own.example.com", "none"),
            ("noise.example.com", "_dmarc.example.com", "quarantine"),
            // A subdomain that is not there; a test asks for the next milder.
            ("nowhere.example.com", "_dmarc.example.com", "none"),
            ("mild.test", "_dmarc.mild.test", "quarantine"),
            ("my.bank.test", "_dmarc.bank.test", "quarantine"),
            ("fake.bank.test", "_dmarc.bank.test", "reject"),
        ])
    func discovery(domain: String, name: String, policy: String) async {
        guard case .found(_, let at, let found) = await DMARCDiscovery.of(domain, Self.zone) else {
            Issue.record("\(domain) has no policy")
            return
        }
        #expect(at == name && found.rawValue == policy)
    }

    @Test("is none, or not known, by the place that makes it so")
    func noDiscovery() async {
        let zone = Self.zone
        #expect(await DMARCDiscovery.of("twice.test", zone) == .several(2, at: "_dmarc.twice.test"))
        #expect(
            await DMARCDiscovery.of("bad.test", zone)
                == .unreadable(.value(tag: "p", "all"), at: "_dmarc.bad.test"))
        #expect(await DMARCDiscovery.of("a.twice.test", zone) == .several(2, at: "_dmarc.twice.test"))
        #expect(await DMARCDiscovery.of("down.test", zone) == .unknown(.serverFailed, at: "_dmarc.down.test"))
        #expect(await DMARCDiscovery.of("nothing.test", zone) == .none)
    }
}
