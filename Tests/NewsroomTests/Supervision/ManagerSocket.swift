// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A service manager's end of its socket.
final class ManagerSocket: Sendable {
    /// What a process finds in NOTIFY_SOCKET.
    let address: String
    private let socket: Int32

    /// - Parameter isAbstract: whether its name is in no directory.
    init(isAbstract: Bool = false) throws {
        let id = UUID().uuidString.prefix(13)
        address = isAbstract ? "@daybreak-\(id)" : "/tmp/daybreak-\(id)"
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { path in
            path.copyBytes(from: address.utf8)
            if isAbstract { path[0] = 0 }
        }
        let size = 2 + address.utf8.count + (isAbstract ? 0 : 1)
        let bound = withUnsafePointer(to: &name) { name in
            name.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, socklen_t(size)) }
        }
        guard bound == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit {
        close(socket)
        unlink(address)
    }

    /// What was said since, a datagram each.
    func heard() -> [String] {
        var heard: [String] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count >= 0 else { return heard }
            heard.append(String(decoding: buffer[..<count], as: UTF8.self))
        }
    }
}
