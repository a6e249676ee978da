// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// A UDP socket on loopback whose answers the test makes.
final class CannedNameServer: Sendable {
    let port: Int
    private let descriptor: Int32
    private let count = Mutex(0)

    struct Failed: Error {}

    /// How many questions came.
    var questions: Int { count.withLock { $0 } }

    /// - Parameter answer: to a question; nil for none.
    init(_ answer: @escaping @Sendable ([UInt8]) -> [UInt8]?) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = descriptor
        let status = withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            guard bind(socket, pointer, length) == 0 else { return Int32(-1) }
            return getsockname(socket, pointer, &length)
        }
        guard status == 0 else { throw Failed() }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            while let question = Self.receive(socket) {
                self?.count.withLock { $0 += 1 }
                if let reply = answer(question.bytes) { Self.send(reply, to: question.sender, socket) }
            }
            close(socket)
        }
    }

    /// Wakes the thread, which then closes the socket.
    deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

    private static func receive(_ socket: Int32) -> (bytes: [UInt8], sender: sockaddr_in)? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var sender = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let received = withUnsafeMutableBytes(of: &sender) { bytes in
            recvfrom(
                socket, &buffer, buffer.count, 0, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                &length)
        }
        return received > 0 ? (Array(buffer.prefix(received)), sender) : nil
    }

    private static func send(_ reply: [UInt8], to sender: sockaddr_in, _ socket: Int32) {
        var sender = sender
        withUnsafeMutableBytes(of: &sender) { bytes in
            _ = sendto(
                socket, reply, reply.count, 0, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
