import Foundation

/// A real name server of the test's own, on loopback.
final class Dnsmasq {
    let port: Int
    private let process = Process()

    struct Failed: Error {}

    /// - Parameter arguments: what it knows; names below `test` that it does not know are not there.
    init(_ arguments: [String]) throws {
        port = try Self.freePort()
        process.executableURL = URL(filePath: "/usr/sbin/dnsmasq")
        process.arguments =
            [
                "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--no-poll",
                "--pid-file=", "--user=\(NSUserName())", "--listen-address=127.0.0.1", "--bind-interfaces",
                "--port=\(port)", "--local=/test/",
            ] + arguments
        let log = Pipe()
        process.standardError = log
        // Its log says when it has bound its port: it starts to write only then.
        process.arguments?.append("--log-facility=-")
        try process.run()
        guard let first = try log.fileHandleForReading.read(upToCount: 1), !first.isEmpty, process.isRunning
        else { throw Failed() }
    }

    /// It inherits the signals that a thread of the pool holds back, and would not hear anything milder.
    deinit { kill(process.processIdentifier, SIGKILL) }

    /// A port nobody has at the moment.
    private static func freePort() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            guard bind(socket, pointer, length) == 0 else { return Int32(-1) }
            return getsockname(socket, pointer, &length)
        }
        guard status == 0 else { throw Failed() }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
