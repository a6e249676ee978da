// SPDX-License-Identifier: Apache-2.0
import Glibc

/// An SMTP sink that is never the bottleneck: one thread, one event loop, content discarded as it comes.
///
///     fast-sink [--port N] [--record FILE] [--delay-ms N] [--round-trip-ms N]
///
/// Prints `ready PORT`; on SIGTERM or SIGINT one JSON object `{messages, bytes, recipients}` and ends. `--record`
/// appends `recipient<TAB>message-id` for each message before its 250 is sent, so that nothing a client was told is
/// ever missing from the file. `--delay-ms` waits before each answer to a dot, `--round-trip-ms` before every answer; other clients
/// do not notice.
@main
struct FastSink {
    nonisolated(unsafe) private static var isStopped = false

    static func main() {
        var arguments = CommandLine.arguments.dropFirst()
        var port: UInt16 = 0
        var record: Int32?
        var delays = (dot: 0, any: 0)
        while let name = arguments.popFirst() {
            guard let value = arguments.popFirst() else { fail("\(name) needs a value") }
            switch name {
            case "--port": port = UInt16(value) ?? 0
            case "--record": record = open(value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
            case "--delay-ms": delays.dot = Int(value) ?? 0
            case "--round-trip-ms": delays.any = Int(value) ?? 0
            default: fail("what is \(name)?")
            }
        }
        for signal in [SIGTERM, SIGINT] { Glibc.signal(signal) { _ in FastSink.isStopped = true } }
        Glibc.signal(SIGALRM) { _ in }
        Glibc.signal(SIGPIPE, SIG_IGN)
        var loop = SinkLoop(listening: listen(on: port), record: record, delays: delays)
        loop.run { isStopped }
        print("{\"messages\":\(loop.messages),\"bytes\":\(loop.bytes),\"recipients\":\(loop.recipients)}")
    }

    private static func listen(on port: UInt16) -> Int32 {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && Glibc.listen(listener, 512) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        guard bound else { fail("cannot listen on 127.0.0.1:\(port): \(String(cString: strerror(errno)))") }
        print("ready \(UInt16(bigEndian: address.sin_port))")
        fflush(nil)
        return listener
    }

    private static func fail(_ why: String) -> Never {
        _ = "fast-sink: \(why)\n".withCString { write(STDERR_FILENO, $0, strlen($0)) }
        exit(64)
    }
}
