// SPDX-License-Identifier: Apache-2.0
import Glibc
import PostgresSupport
import Testing

@testable import PostgresWire

@Suite("A connection to PostgreSQL")
struct PostgresTLSTests {
    @Test(
        "is encrypted beyond a socket, and made only with a server whose certificate is its name's and trusted"
    )
    func verified() throws {
        let port = try Self.freePort()
        let cluster = try PostgresCluster(withTLSAt: port)
        func connect(_ host: String, _ more: String = "") throws -> PostgresConnection {
            try PostgresConnection("postgresql://daybreak@\(host):\(port)/postgres\(more)")
        }
        let trusted = "?sslrootcert=\(cluster.certificate)"
        let connection = try connect("localhost", trusted)
        let isEncrypted = try connection.run("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        #expect(isEncrypted.truth(0, 0))
        for (host, more) in [("localhost", ""), ("127.0.0.1", trusted)] {
            #expect(throws: PostgresFault.self, "\(host)\(more)") { _ = try connect(host, more) }
        }
        _ = try connect("127.0.0.1", "?sslmode=disable")
    }

    @Test("has an address without a password, of which nothing is repeated")
    func addresses() {
        for sound in [
            "postgres://a@b/c", "postgres://a@/c?host=/run/postgresql", "postgres://a@b:5432,c:5433/d",
        ] {
            #expect(PostgresAddress.fault(of: sound) == nil, "\(sound)")
        }
        for held in [
            "postgres://a:secret@b/c", "postgres://b/c?user=a&password=secret",
            "postgres://a@b/c?passw%6frd=s",
        ] {
            #expect(PostgresAddress.fault(of: held) == .holdsPassword, "\(held)")
        }
        for wrong in ["postgres://a:secret", "postgres://a:sec/ret@b/c", "postgres://a@b/c?nonsense=1"] {
            #expect(PostgresAddress.fault(of: wrong) == .unreadable, "\(wrong)")
        }
    }

    /// One that nobody listens at.
    private static func freePort() throws -> UInt16 {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(probe) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(probe, $0, size) == 0 && getsockname(probe, $0, &size) == 0
            }
        }
        try #require(bound)
        return UInt16(bigEndian: address.sin_port)
    }
}
