import Glibc

/// Accepts clients and moves bytes between them and their conversations.
struct SinkLoop {
    private let listener: Int32
    private let record: Int32?
    /// Milliseconds before the answer to a dot, and before any answer.
    private let delays: (dot: Int, any: Int)
    /// Answers that wait for their time, of which each client's is not before its last.
    private var waiting: [(time: Int, client: Int32, text: String)] = []
    private var clients: [Int32: SinkClient] = [:]
    private var watched: [pollfd]
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
    private(set) var messages = 0
    private(set) var recipients = 0
    private(set) var bytes = 0

    init(listening listener: Int32, record: Int32?, delays: (dot: Int, any: Int)) {
        self.listener = listener
        self.record = record
        self.delays = delays
        watched = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
    }

    /// Until `isStopped`, looked at twice a second at least.
    mutating func run(until isStopped: () -> Bool) {
        while !isStopped() {
            let patience = waiting.first.map { max(0, min(500, $0.time - Self.now)) } ?? 500
            let count = poll(&watched, nfds_t(watched.count), Int32(patience))
            answerDue()
            guard count > 0 else { continue }
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
        let delay = max(delays.any, answers.contains("250 2.0.0") ? delays.dot : 0)
        let isBehind = delay < delays.dot && waiting.contains { $0.client == descriptor }
        if delay > 0 || isBehind {
            wait(delay, descriptor, answers)
        } else {
            send(answers, to: descriptor)
        }
        if client.isOver { drop(descriptor) }
    }

    /// Milliseconds of a clock that only goes forward.
    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    private mutating func wait(_ delay: Int, _ client: Int32, _ text: String) {
        let last = waiting.last { $0.client == client }?.time ?? 0
        let time = max(Self.now + delay, last)
        waiting.insert((time, client, text), at: waiting.lastIndex { $0.time <= time }.map { $0 + 1 } ?? 0)
    }

    private mutating func answerDue() {
        guard let first = waiting.first, first.time <= Self.now else { return }
        let now = Self.now
        let due = waiting.prefix { $0.time <= now }
        waiting.removeFirst(due.count)
        for answer in due where clients[answer.client] != nil { send(answer.text, to: answer.client) }
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
        waiting.removeAll { $0.client == descriptor }
        watched.removeAll { $0.fd == descriptor }
        close(descriptor)
    }
}
