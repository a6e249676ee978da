// SPDX-License-Identifier: Apache-2.0
import Foundation
import NameServiceContract
import Testing

@testable import DomainRecords

@Suite("Asking name servers")
struct AresResolverTests {
    @Test("a table keeps the contract", arguments: NameServiceClause.allCases)
    func table(clause: NameServiceClause) async {
        #expect(await clause.holds(for: NameServiceClause.zone))
    }

    @Test("a real name server, asked through c-ares, keeps it too")
    func dnsmasq() async throws {
        let server = try Dnsmasq(NameServiceClause.arguments)
        let names = AresResolver(servers: [try #require(DNSServer("127.0.0.1:\(server.port)"))])
        for clause in NameServiceClause.allCases {
            #expect(await clause.holds(for: names), "\(clause.rawValue)")
        }
        withExtendedLifetime(server) {}
    }

    @Test(
        "a server that refuses, one that fails, one that sends nonsense, one that says nothing, and none, are told apart"
    )
    func troubles() async throws {
        func ask(_ port: Int, _ name: String = "name.test") async throws -> Answer<[UInt8]> {
            await AresResolver(servers: [try #require(DNSServer("127.0.0.1:\(port)"))]).texts(at: name)
        }
        let real = try Dnsmasq([])
        #expect(try await ask(real.port, "name.elsewhere") == .failed(.refused))
        let failing = try CannedNameServer { Self.reply(to: $0, code: 2) }
        #expect(try await ask(failing.port) == .failed(.serverFailed))
        let garbling = try CannedNameServer { Self.reply(to: $0, code: 0, answers: 9) }
        #expect(try await ask(garbling.port) == .failed(.garbled))
        let silent = try CannedNameServer { _ in nil }
        #expect(try await ask(silent.port) == .failed(.timedOut))
        #expect(try await ask(try Dnsmasq.freePort()) == .failed(.unreachable))
        withExtendedLifetime((real, failing, garbling, silent)) {}
    }

    @Test("nobody is asked any more after three questions without an answer")
    func silence() async throws {
        let server = try CannedNameServer { _ in nil }
        let names = AresResolver(servers: [try #require(DNSServer("127.0.0.1:\(server.port)"))])
        for _ in 0..<3 { #expect(await names.texts(at: "name.test") == .failed(.timedOut)) }
        let asked = server.questions
        #expect(await names.texts(at: "name.test") == .failed(.timedOut))
        #expect(server.questions == asked && asked >= 3)
    }

    /// The question back with a code and a number of answers that do not follow.
    private static func reply(to question: [UInt8], code: UInt8, answers: UInt8 = 0) -> [UInt8] {
        var reply = question
        (reply[2], reply[3], reply[7]) = (0x81, 0x80 | code, answers)
        return reply
    }

    @Test(
        "name servers are named by address and port",
        arguments: [
            ("192.0.2.1", "192.0.2.1:53"), ("192.0.2.1:5353", "192.0.2.1:5353"),
            ("2001:db8::1", "[2001:db8::1]:53"), ("[2001:db8::1]:99", "[2001:db8::1]:99"),
        ])
    func servers(text: String, read: String) { #expect(DNSServer(text)?.description == read) }

    @Test(
        "and by nothing else",
        arguments: ["", "localhost", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2.1,192.0.2.2", "[::1]", ":53"])
    func noServers(text: String) { #expect(DNSServer(text) == nil) }
}
