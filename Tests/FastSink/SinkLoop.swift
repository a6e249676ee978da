import Glibc

/// Accepts clients and moves bytes between them and their conversations.
struct SinkLoop {
    private let listener: Int32
    private let record: Int32?
    private let delay: UInt32
    private var clients: [Int32: SinkClient] = [:]
    private var watched: [pollfd]
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
    private(set) var messages = 0
    private(set) var recipients = 0
    private(set) var bytes = 0

    init(listening listener: Int32, record: Int32?, delay: UInt32) {
        self.listener = listener
        self.record = record
        self.delay = delay
        watched = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
    }

    /// Until `isStopped`, looked at twice a second at least.
    mutating func run(until isStopped: () -> Bool) {
        while !isStopped() {
            guard poll(&watched, nfds_t(watched.count), 500) > 0 else { continue }
            let ready = watched.filter { $0.revents != 0 }.map(\.fd)
            for descriptor in ready {
                if descriptor == listener { accept() } else { serve(descriptor) }
            }
        }
    }

    private mutating func accept() {
        let client = Glibc.accept(listener, nil, nil)
        guard client >= 0 else { return }
        _ = fcntl(client, F_SETFL, O_NONBLOCK)
        var yes: Int32 = 1
        setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, 4)
        clients[client] = SinkClient(recording: record != nil)
        send("220 fast-sink ESMTP\r\n", to: client)
        watched.append(pollfd(fd: client, events: Int16(POLLIN), revents: 0))
    }

    private mutating func serve(_ descriptor: Int32) {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0, let client = clients[descriptor] else { return drop(descriptor) }
        bytes += count
        let answers = client.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        messages += client.takeMessages()
        recipients += client.takeRecipients()
        if let record {
            client.takeRecords().withContiguousStorageIfAvailable {
                _ = write(record, $0.baseAddress, $0.count)
            }
        }
        if delay > 0, answers.contains("250 2.0.0") { usleep(delay * 1000) }
        send(answers, to: descriptor)
        if client.isOver { drop(descriptor) }
    }

    private func send(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Glibc.send(descriptor, bytes.baseAddress! + sent, bytes.count - sent, 0)
                if count > 0 { sent += count } else if errno != EAGAIN && errno != EINTR { return }
            }
        }
    }

    private mutating func drop(_ descriptor: Int32) {
        clients[descriptor] = nil
        watched.removeAll { $0.fd == descriptor }
        close(descriptor)
    }
}
