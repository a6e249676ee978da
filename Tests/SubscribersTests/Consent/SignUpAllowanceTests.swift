// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Subscribers

@Suite("How much one network may ask for")
struct NetworkAllowanceTests {
    private func network(_ address: String) throws -> ClientNetwork { try #require(ClientNetwork(address)) }

    @Test(
        "a network is one IPv4 address, or one IPv6 /64",
        arguments: [
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
            ("2001:db8::1", "2001:db8:0:0:ffff::2", true), ("2001:db8::1", "2001:db8:0:1::1", false),
            ("::ffff:192.0.2.1", "192.0.2.1", true), ("2001:DB8::1", "2001:db8::1", true),
        ])
    func networks(one: String, other: String, isSame: Bool) throws {
        #expect(try (network(one) == network(other)) == isSame)
    }

    @Test("what is no address is no network", arguments: ["", "example.com", "192.0.2.1:80", "[::1]", "1"])
    func none(text: String) { #expect(ClientNetwork(text) == nil) }

    @Test("this machine and private networks are told from readers")
    func own() throws {
        for address in [
            "127.0.0.1", "::1", "10.1.2.3", "172.16.0.1", "172.31.0.1", "192.168.1.1", "fd00::1", "fe80::1",
            "169.254.0.1", "::ffff:127.0.0.1",
        ] { #expect(try network(address).isPrivate, "\(address)") }
        for address in ["8.8.8.8", "172.32.0.1", "2001:4860::1", "193.168.1.1"] {
            #expect(try !network(address).isPrivate, "\(address)")
        }
    }

    private let start = ContinuousClock.now

    @Test("so many an hour are allowed, and others are not held up")
    func allows() throws {
        var allowance = SignUpAllowance(3)
        let (one, other) = try (network("192.0.2.1"), network("2001:db8::1"))
        let steps = [
            (one, 0, true), (one, 60, true), (one, 120, true), (one, 3599, false), (other, 3599, true),
            (one, 3600, true), (one, 3601, false),
        ]
        for (network, second, isTaken) in steps {
            let taken = allowance.take(network, now: start + .seconds(second))
            #expect(taken == isTaken, "after \(second) s")
        }
    }

    @Test("more networks than are kept push out those that were not seen for longest")
    func bounded() throws {
        var allowance = SignUpAllowance(1)
        var refused = 0
        let networks = try (0..<12_000).map { try network("10.0.\($0 / 256).\($0 % 256)") }
        for (number, network) in networks.enumerated()
        where !allowance.take(network, now: start + .milliseconds(number)) {
            refused += 1
        }
        let (first, last) = (networks[0], networks[11_999])
        let again = [last, first].map { allowance.take($0, now: start + .seconds(60)) }
        #expect(refused == 0 && again == [false, true])
    }
}
