// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization

/// A server on loopback that answers each line by a rule; for what libcurl does before a relay lets us in.
final class ScriptedServer: Sendable {
    /// Answers a line; nil closes the connection.
    typealias Rule = @Sendable (_ line: String) -> String?

    let port: Int
    private let listener: Int32
    private let heard = Mutex<[String]>([])

    /// What clients said, in order.
    var lines: [String] { heard.withLock { $0 } }

    init(greeting: String = "220 scripted.test ESMTP", _ rule: @escaping Rule) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            precondition(bind(listener, pointer, length) == 0 && listen(listener, 16) == 0)
            getsockname(listener, pointer, &length)
            return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
        }
        self.port = Int(port)
        Thread.detachNewThread { [self] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                serve(client, greeting, rule)
                close(client)
            }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ client: Int32, _ greeting: String, _ rule: Rule) {
        func say(_ text: String) {
            _ = "\(text)\r\n".withCString { send(client, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        }
        say(greeting)
        var input: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1024)
        while true {
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            input += buffer[..<count]
            while let end = input.firstIndex(of: 0x0A) {
                let line = String(decoding: input[..<end].dropLast(), as: UTF8.self)
                input.removeFirst(end + 1)
                heard.withLock { $0.append(line) }
                guard let answer = rule(line) else { return }
                say(answer)
            }
        }
    }
}
