// SPDX-License-Identifier: Apache-2.0
import CAres
import Glibc

/// One question put to name servers by c-ares, blocking.
enum AresQuery {
    private static let isLibraryReady = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS
    /// Milliseconds until a server is asked again, or the next one is; doubled each time.
    private static let firstTimeout: Int32 = 1500
    private static let tries: Int32 = 2

    /// What c-ares calls back with.
    private final class Result {
        var status: Int32?
        var reply: [UInt8] = []
    }

    /// - Returns: `ARES_SUCCESS` and the reply, or why there is none.
    static func run(
        _ name: String, _ type: ns_type, _ servers: [DNSServer], within patience: Duration
    ) -> (status: Int32, reply: [UInt8]) {
        guard isLibraryReady else { return (ARES_ENOTINITIALIZED, []) }
        var options = ares_options()
        // A server's failure is an answer to tell about, not a reason to call no server reachable.
        options.flags = ARES_FLAG_NOCHECKRESP
        options.timeout = firstTimeout
        options.tries = tries
        var channel: ares_channel?
        let status = ares_init_options(
            &channel, &options, ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES)
        guard status == ARES_SUCCESS, let channel else { return (status, []) }
        defer { ares_destroy(channel) }
        if !servers.isEmpty {
            let list = servers.map(\.description).joined(separator: ",")
            let status = ares_set_servers_ports_csv(channel, list)
            guard status == ARES_SUCCESS else { return (status, []) }
        }
        let result = Result()
        let context = Unmanaged.passRetained(result)
        defer { context.release() }
        ares_query(
            channel, name, Int32(ns_c_in.rawValue), Int32(type.rawValue),
            { context, status, _, bytes, count in
                let result = Unmanaged<Result>.fromOpaque(context!).takeUnretainedValue()
                result.status = status
                result.reply = Array(UnsafeBufferPointer(start: bytes, count: max(0, Int(count))))
            }, context.toOpaque())
        let end = ContinuousClock.now + patience
        while result.status == nil {
            guard ContinuousClock.now < end, wait(channel) else {
                ares_cancel(channel)
                return (ARES_ETIMEOUT, [])
            }
        }
        return (result.status ?? ARES_ETIMEOUT, result.reply)
    }

    /// Waits for the sockets c-ares has open, and lets it work on what came.
    /// - Returns: whether it has any.
    private static func wait(_ channel: ares_channel) -> Bool {
        var sockets = [ares_socket_t](repeating: ARES_SOCKET_BAD, count: Int(ARES_GETSOCK_MAXNUM))
        let bits = ares_getsock(channel, &sockets, ARES_GETSOCK_MAXNUM)
        var descriptors: [pollfd] = []
        for (number, socket) in sockets.enumerated() {
            let reads = daybreak_ares_wants_read(bits, Int32(number)) != 0
            let writes = daybreak_ares_wants_write(bits, Int32(number)) != 0
            guard reads || writes else { continue }
            descriptors.append(
                pollfd(fd: socket, events: Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), revents: 0))
        }
        guard !descriptors.isEmpty else { return false }
        var longest = timeval(tv_sec: 1, tv_usec: 0)
        var left = timeval()
        let next = ares_timeout(channel, &longest, &left)
        let milliseconds = next.map { Int32($0.pointee.tv_sec) * 1000 + Int32($0.pointee.tv_usec) / 1000 + 1 }
        if poll(&descriptors, nfds_t(descriptors.count), milliseconds ?? 1000) <= 0 {
            ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD)
        }
        for descriptor in descriptors where descriptor.revents != 0 {
            let reads = descriptor.revents & Int16(POLLIN | POLLERR | POLLHUP) != 0
            let writes = descriptor.revents & Int16(POLLOUT | POLLERR | POLLHUP) != 0
            ares_process_fd(
                channel, reads ? descriptor.fd : ARES_SOCKET_BAD, writes ? descriptor.fd : ARES_SOCKET_BAD)
        }
        return true
    }
}
