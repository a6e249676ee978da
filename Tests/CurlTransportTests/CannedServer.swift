import Foundation
import Glibc

/// A server that says one thing to the first client and closes, or says nothing at all.
final class CannedServer {
    let port: Int
    private let listener: Int32

    /// - Parameter text: nil to stay silent until the test is over.
    init(saying text: String?) {
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
        guard let text else { return }
        Thread.detachNewThread {
            let client = accept(listener, nil, nil)
            _ = text.withCString { write(client, $0, strlen($0)) }
            close(client)
        }
    }

    deinit { close(listener) }
}
