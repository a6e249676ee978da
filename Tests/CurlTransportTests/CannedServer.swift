// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization

/// A server that says one thing to each client and closes, or says nothing at all.
final class CannedServer: Sendable {
    let port: Int
    private let listener: Int32
    private let heard = Mutex<[String]>([])

    /// What clients asked, in order, once they were answered.
    var requests: [String] { heard.withLock { $0 } }

    /// Says one thing to the first client.
    /// - Parameter text: nil to stay silent until the test is over.
    convenience init(saying text: String?) { self.init([text].compactMap(\.self), afterRequest: false) }

    /// Answers HTTP requests, one a client.
    convenience init(answering answers: String...) { self.init(answers, afterRequest: true) }

    private init(_ texts: [String], afterRequest: Bool) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size)
                listen(listener, 4)
                getsockname(listener, address, &size)
            }
        }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        guard !texts.isEmpty else { return }
        Thread.detachNewThread { [weak self] in
            for text in texts {
                let client = accept(listener, nil, nil)
                if client < 0 { return }
                if afterRequest {
                    let request = Self.head(from: client)
                    self?.heard.withLock { $0.append(request) }
                }
                _ = Array(text.utf8).withUnsafeBytes {
                    send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                close(client)
            }
        }
    }

    private static func head(from client: Int32) -> String {
        var head = ""
        var byte: UInt8 = 0
        while !head.hasSuffix("\r\n\r\n"), read(client, &byte, 1) == 1 {
            head.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return head
    }

    deinit { close(listener) }
}
