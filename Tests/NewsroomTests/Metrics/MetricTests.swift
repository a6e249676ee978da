// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import NewsroomSupport
import Testing

@testable import Newsroom

@Suite("Metrics")
struct MetricTests {
    @Test("are written as Prometheus reads them")
    func text() {
        var text = MetricText()
        text.add("daybreak_nothing", .gauge, "Is left out.", [])
        text.add("daybreak_nothing", .gauge, "Is left out.", nil)
        text.add(
            "daybreak_things_total", .counter, "Things.",
            [.init(7, ["name": #"a "b" \c"# + "\nd", "other": "é"]), .init(0.25)])
        #expect(
            String(decoding: text.bytes, as: UTF8.self) == """
                # HELP daybreak_things_total Things.
                # TYPE daybreak_things_total counter
                daybreak_things_total{name="a \\"b\\" \\\\c\\nd",other="é"} 7
                daybreak_things_total 0.25

                """)
    }

    @Test("tell of a mailing from the ledger, and of the process")
    func mailing() async throws {
        let place = try await TemporaryNewsroom(readers: 3)
        let mailing = try await place.publish()
        let desk = MetricDesk(ServedNewsroom(place.newsroom))
        let lines = String(decoding: try await desk.text(failures: 2), as: UTF8.self).split(separator: "\n")
        for line in [
            #"daybreak_mailing_audience{mailing="\#(mailing)",list="morning"} 3"#,
            #"daybreak_mailing_deliveries{mailing="\#(mailing)",list="morning",state="waiting"} 3"#,
            #"daybreak_subscriptions{list="morning",status="active"} 3"#, "daybreak_http_failures_total 2",
            #"daybreak_alarms{kind="relay"} 0"#, #"daybreak_build_info{version="\#(Release.version)"} 1"#,
        ] { #expect(lines.contains { $0 == line }, "\(line)") }
        for name in [
            "process_resident_memory_bytes ", "process_open_fds ", "daybreak_disk_free_bytes ",
            "daybreak_mailing_publish_lag_seconds{",
        ] {
            #expect(lines.contains { $0.hasPrefix(name) }, "\(name)")
        }
    }

    @Test(
        "are for this machine and named networks, and for nobody whom a proxy may have sent",
        arguments: [
            // peer, whom the proxy names, forwarded, behind a proxy, https
            ("127.0.0.1", nil, false, false, false, true), ("::1", nil, false, false, false, true),
            ("::ffff:127.0.0.1", nil, false, false, false, true),
            ("192.0.2.1", nil, false, false, false, false), (nil, nil, false, false, false, false),
            // A proxy that says nothing looks like this machine.
            ("127.0.0.1", nil, false, false, true, false), ("127.0.0.1", nil, false, true, true, true),
            ("127.0.0.1", "198.51.100.7", true, true, true, false),
            ("127.0.0.1", "127.0.0.1", true, true, true, false), ("127.0.0.1", nil, true, true, true, false),
            ("127.0.0.1", nil, true, false, false, false),
            ("10.1.2.3", nil, false, false, true, true), ("::ffff:10.1.2.3", nil, false, false, true, true),
            ("127.0.0.1", "10.1.2.3", true, true, true, true),
            ("10.1.2.3", "198.51.100.7", true, true, true, false),
            ("fd00::5", nil, false, false, true, true), ("fe00::5", nil, false, false, true, false),
        ] as [(String?, String?, Bool, Bool, Bool, Bool)])
    func access(
        peer: String?, client: String?, isForwarded: Bool, isBehindProxy: Bool, isSecure: Bool,
        isAdmitted: Bool
    ) {
        let access = MetricAccess(
            networks: ["10.0.0.0/8", "fd00::/8"].compactMap(AddressRange.init), isBehindProxy: isBehindProxy,
            isSecure: isSecure)
        #expect(access.admits(peer: peer, client: client, isForwarded: isForwarded) == isAdmitted)
    }
}
