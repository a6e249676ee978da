// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A real name server of the test's own, on loopback.
final class Dnsmasq {
    let port: Int
    private let process = Process()
    private let input = Pipe()

    struct Failed: Error {}

    /// Ends the server when a line comes, or when whoever started it is gone. The shell stands between the two because a
    /// server closes the descriptors it inherits, which Foundation takes for its end.
    private static let script = """
        /usr/sbin/dnsmasq "$@" &
        read -r line
        kill -KILL $!
        """

    /// - Parameter arguments: what it knows; names below `test` that it does not know are not there.
    init(_ arguments: [String]) throws {
        port = try Self.freePort()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments =
            [
                "-c", Self.script, "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv",
                "--no-hosts", "--no-poll", "--pid-file=", "--user=\(NSUserName())",
                "--listen-address=127.0.0.1", "--bind-interfaces", "--port=\(port)", "--local=/test/",
                "--log-facility=-",
            ] + arguments
        let log = Pipe()
        (process.standardInput, process.standardError) = (input, log)
        try process.run()
        // Its first line comes once it has bound its port.
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n"), let byte = try log.fileHandleForReading.read(upToCount: 1),
            !byte.isEmpty
        {
            line += byte
        }
        guard String(decoding: line, as: UTF8.self).contains("started") else { throw Failed() }
    }

    deinit { try? input.fileHandleForWriting.write(contentsOf: Data("end\n".utf8)) }

    /// A port nobody has at the moment.
    static func freePort() throws -> Int {
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
