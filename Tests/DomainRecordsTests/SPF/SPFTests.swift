// SPDX-License-Identifier: Apache-2.0
import NameServiceContract
import Testing

@testable import DomainRecords

@Suite("A domain's SPF record")
struct SPFTests {
    private static let host = "192.0.2.10"

    /// A zone where `news.test` has a record, and some others are there to refer to.
    private func zone(_ record: String) -> Zone {
        var zone = Zone()
        zone.text("news.test", record)
        zone.address("news.test", "192.0.2.10")
        zone.address("other.test", "192.0.2.11")
        zone.address("six.test", "2001:db8::10")
        zone.exchange("news.test", 10, "mx.test")
        zone.address("mx.test", "192.0.2.12")
        zone.text("allowed.test", "v=spf1 ip4:192.0.2.0/24 -all")
        zone.text("forbidden.test", "v=spf1 ip4:198.51.100.0/24 -all")
        zone.text("broken.test", "v=spf1 ipv4:192.0.2.1 -all")
        zone.text("loop.test", "v=spf1 include:news.test -all")
        zone.address("10.2.0.192.in-addr.list.test", "127.0.0.2")
        zone.address("news.list.test", "127.0.0.2")
        zone.fail("down.test", .serverFailed)
        return zone
    }

    private func check(_ record: String, from host: String = host) async -> SPFReport {
        await SPFEvaluation.check(IPAddress(host)!, for: "news.test", zone(record))
    }

    @Test(
        "decides on a host (RFC 7208 §4 to §6)",
        arguments: [
            ("v=spf1 -all", "192.0.2.10", SPFResult.fail), ("v=spf1 ~all", "192.0.2.10", .softFail),
            ("v=spf1 ?all", "192.0.2.10", .neutral), ("v=spf1 all", "192.0.2.10", .pass),
            ("v=spf1", "192.0.2.10", .neutral), ("V=SPF1 +ALL", "192.0.2.10", .pass),
            ("v=spf1 ip4:192.0.2.10 -all", "192.0.2.10", .pass),
            ("v=spf1 ip4:192.0.2.8/30 -all", "192.0.2.10", .pass),
            ("v=spf1 ip4:192.0.2.12/30 -all", "192.0.2.10", .fail),
            ("v=spf1 ip4:0.0.0.0/0 -all", "192.0.2.10", .pass),
            ("v=spf1 ip4:0.0.0.0/0 -all", "2001:db8::1", .fail),
            ("v=spf1 ip6:2001:db8::/32 -all", "2001:db8::1", .pass),
            ("v=spf1 ip6:2001:db8::/32 -all", "192.0.2.10", .fail),
            ("v=spf1 ip4:192.0.2.10 -all", "::ffff:192.0.2.10", .pass),
            ("v=spf1 a -all", "192.0.2.10", .pass), ("v=spf1 a -all", "192.0.2.11", .fail),
            ("v=spf1 a:other.test -all", "192.0.2.11", .pass), ("v=spf1 a/24 -all", "192.0.2.99", .pass),
            ("v=spf1 a:six.test//64 -all", "2001:db8::99", .pass),
            ("v=spf1 a:six.test/24//128 -all", "2001:db8::99", .fail),
            ("v=spf1 mx -all", "192.0.2.12", .pass), ("v=spf1 mx:news.test/24 -all", "192.0.2.200", .pass),
            ("v=spf1 mx -all", "192.0.2.13", .fail), ("v=spf1 -a ~all", "192.0.2.10", .fail),
            ("v=spf1 include:allowed.test -all", "192.0.2.10", .pass),
            ("v=spf1 ?include:allowed.test -all", "192.0.2.10", .neutral),
            ("v=spf1 include:forbidden.test ~all", "192.0.2.10", .softFail),
            ("v=spf1 include:nothing.test -all", "192.0.2.10", .permanentError),
            ("v=spf1 include:broken.test -all", "192.0.2.10", .permanentError),
            ("v=spf1 include:down.test -all", "192.0.2.10", .temporaryError),
            ("v=spf1 a:down.test -all", "192.0.2.10", .temporaryError),
            ("v=spf1 redirect=allowed.test", "192.0.2.10", .pass),
            ("v=spf1 redirect=forbidden.test", "192.0.2.10", .fail),
            ("v=spf1 redirect=allowed.test -all", "192.0.2.10", .fail),
            ("v=spf1 redirect=nothing.test", "192.0.2.10", .permanentError),
            ("v=spf1 exists:%{ir}.%{v}.list.test -all", "192.0.2.10", .pass),
            ("v=spf1 exists:%{ir}.%{v}.list.test -all", "192.0.2.11", .fail),
            ("v=spf1 exists:%{d1r}.list.test -all", "192.0.2.11", .pass),
            ("v=spf1 exists:%{l}.list.test -all", "192.0.2.10", .fail),
            ("v=spf1 ptr -all", "192.0.2.10", .fail),
            ("v=spf1 moo=x exp=why.test -all", "192.0.2.10", .fail),
            ("v=spf10 -all", "192.0.2.10", .none), ("v=spf1;-all", "192.0.2.10", .none),
        ])
    func decides(record: String, host: String, result: SPFResult) async {
        #expect(await check(record, from: host).result == result)
    }

    @Test(
        "with a term that is none says nothing (RFC 7208 §4.6)",
        arguments: [
            "v=spf1 ip4:192.0.2.300", "v=spf1 ip4:192.0.2.1/33", "v=spf1 ip4:192.0.2.1/",
            "v=spf1 ip4:2001:db8::1",
            "v=spf1 ip6:192.0.2.1", "v=spf1 a/-1", "v=spf1 a/08", "v=spf1 include:", "v=spf1 include",
            "v=spf1 exists:one", "v=spf1 all:x", "v=spf1 foo", "v=spf1 a:%{x}.test", "v=spf1 a:%(d)",
            "v=spf1 redirect=a.test redirect=b.test", "v=spf1 mx:host.1", "v=spf1 exists:%{d0}.test",
            "v=spf1 -",
        ])
    func syntax(record: String) async {
        let report = await check("\(record) ip4:192.0.2.10")
        #expect(report.result == .permanentError)
        guard case .syntax("news.test", _, _) = report.fault else {
            Issue.record("\(String(describing: report.fault))")
            return
        }
    }

    @Test("must be one (RFC 7208 §4.5)")
    func several() async {
        var zone = zone("v=spf1 -all")
        zone.text("news.test", "google-site-verification=x")
        #expect(await SPFEvaluation.check(IPAddress(Self.host)!, for: "news.test", zone).result == .fail)
        zone.text("news.test", "v=spf1 +all")
        #expect(await SPFEvaluation.survey("news.test", zone).fault == .several("news.test", 2))
    }

    @Test("may ask ten questions, and two of them in vain (RFC 7208 §4.6.4)")
    func limits() async {
        func record(_ terms: Int) -> String {
            "v=spf1 " + repeatElement("a:other.test", count: terms).joined(separator: " ") + " -all"
        }
        #expect(await check(record(10)).result == .fail)
        #expect(await check(record(10)).lookups == 10)
        #expect(await check(record(11)).fault == .tooManyLookups(10))
        #expect(await SPFEvaluation.survey("news.test", zone(record(13))).lookups == 13)
        #expect(await SPFEvaluation.survey("news.test", zone(record(99))).fault == .tooManyLookups(40))
        #expect(await check("v=spf1 a:x.test a:y.test -all").result == .fail)
        #expect(await check("v=spf1 a:x.test a:y.test exists:z.test -all").fault == .tooManyVoids(2))
        var crowd = zone("v=spf1 mx -all")
        for number in 0..<11 { crowd.exchange("news.test", number, "mx\(number).test") }
        #expect(
            await SPFEvaluation.check(IPAddress(Self.host)!, for: "news.test", crowd).fault
                == .tooManyExchanges("news.test", 10))
    }

    @Test("that includes itself is known for it")
    func loop() async {
        #expect(await check("v=spf1 include:loop.test -all").fault == .loop("news.test"))
        #expect(await check("v=spf1 redirect=news.test").fault == .loop("news.test"))
    }

    @Test("says what a stranger gets, and what could not be judged")
    func survey() async {
        let open = await SPFEvaluation.survey("news.test", zone("v=spf1 ip4:192.0.2.1 +all"))
        #expect(open.result == .pass && open.term == "+all")
        let closed = await SPFEvaluation.survey(
            "news.test", zone("v=spf1 a mx ptr include:allowed.test exists:%{i}.%{l}.list.test -all"))
        #expect(closed.result == .fail && closed.lookups == 5 && closed.fault == nil)
        #expect(closed.notes.count == 1 && closed.notes.first?.contains("“ptr”") == true)
        let personal = await check("v=spf1 exists:%{l}.list.test -all")
        #expect(personal.notes == ["“%{l}.list.test” is not judged: %{l} has no value here"])
    }

    @Test(
        "macros (RFC 7208 §7.4)",
        arguments: [
            ("%{d}", "email.example.com"), ("%{d2}", "example.com"), ("%{dr}", "com.example.email"),
            ("%{d2r}", "example.email"), ("%{o}", "example.com"),
            ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
            ("%{d99}.", "email.example.com"), ("a%%b", "a%b"), ("%{D}", "email.example.com"),
            ("%{i1r/}", "192.0.2.3"),
        ])
    func macros(text: String, expanded: String) throws {
        let values = SPFMacro.Values(
            domain: "email.example.com", sender: "example.com", address: IPAddress("192.0.2.3"))
        #expect(SPFMacro.isWellFormed(text))
        #expect(try SPFMacro.expanded(text, values) == expanded)
    }

    @Test("an IPv6 address in a macro is its digits (RFC 7208 §7.4)")
    func macroOfIPv6() throws {
        let values = SPFMacro.Values(domain: "d.test", sender: "d.test", address: IPAddress("2001:db8::cb01"))
        #expect(
            try SPFMacro.expanded("%{ir}.%{v}", values)
                == "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6")
    }
}
