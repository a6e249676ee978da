// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Accepts clients and moves bytes between them and their conversations.
struct SinkLoop {
    private let listener: Int32
    private let record: Int32?
    /// Nanoseconds before the answer to a dot, and before any answer.
    private let delays: (dot: Int, any: Int)
    /// Answers that wait for their time, of which each client's is not before its last.
    private var waiting: [(time: Int, client: SinkClient, answers: [UInt8])] = []
    private var clients: [SinkClient] = []
    /// The listener, and the sockets of `clients` in the same order.
    private var watched: [pollfd]
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
    private var taken = SinkClient.Taken()
    private(set) var messages = 0
    private(set) var recipients = 0
    private(set) var bytes = 0

    /// - Parameter delays: in milliseconds.
    init(listening listener: Int32, record: Int32?, delays: (dot: Int, any: Int)) {
        self.listener = listener
        self.record = record
        self.delays = (delays.dot * 1_000_000, delays.any * 1_000_000)
        watched = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
    }

    /// Until `isStopped`, looked at twice a second at least. Alarms (SIGALRM) are to end its waits, and do no more.
    mutating func run(until isStopped: () -> Bool) {
        while !isStopped() {
            let count = poll(&watched, nfds_t(watched.count), millisecondsToWait())
            answerDue()
            guard count > 0 else { continue }
            // The last one takes the place of one that goes: from the end, it has been looked at.
            for index in clients.indices.reversed() where watched[index + 1].revents != 0 {
                serve(clients[index])
                if clients[index].isOver { drop(index) }
            }
            if watched[0].revents != 0 { accept() }
        }
    }

    /// For poll(2), which knows whole milliseconds: an alarm ends it at the time of the next answer.
    private func millisecondsToWait() -> Int32 {
        guard let next = waiting.first else { return 500 }
        let left = next.time - Self.now
        guard left > 0 else { return 0 }
        var alarm = itimerval()
        alarm.it_value.tv_sec = left / 1_000_000_000
        alarm.it_value.tv_usec = left % 1_000_000_000 / 1000 + 1
        setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &alarm, nil)
        return Int32(min(500, left / 1_000_000 + 1))
    }

    private mutating func accept() {
        let socket = Glibc.accept(listener, nil, nil)
        guard socket >= 0 else { return }
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
        var yes: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, 4)
        clients.append(SinkClient(socket, recording: record != nil))
        watched.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0))
        send(Array("220 fast-sink ESMTP\r\n".utf8), to: socket)
    }

    private mutating func serve(_ client: SinkClient) {
        let count = recv(client.socket, buffer.baseAddress, buffer.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { return client.isOver = true }
        taken.clear()
        client.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), into: &taken)
        bytes += count
        messages += taken.messages
        recipients += taken.recipients
        if let record, !taken.records.isEmpty { _ = write(record, taken.records, taken.records.count) }
        let delay = max(delays.any, taken.messages > 0 ? delays.dot : 0)
        let isBehind = delay < delays.dot && waiting.contains { $0.client === client }
        if delay > 0 || isBehind { wait(delay, client) } else { send(taken.answers, to: client.socket) }
    }

    /// Nanoseconds of a clock that only goes forward.
    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    private mutating func wait(_ delay: Int, _ client: SinkClient) {
        let last = waiting.last { $0.client === client }?.time ?? 0
        let time = max(Self.now + delay, last)
        let place = waiting.lastIndex { $0.time <= time }.map { $0 + 1 } ?? 0
        waiting.insert((time, client, taken.answers), at: place)
    }

    private mutating func answerDue() {
        guard let first = waiting.first, first.time <= Self.now else { return }
        let now = Self.now
        let due = waiting.prefix { $0.time <= now }
        waiting.removeFirst(due.count)
        for answer in due { send(answer.answers, to: answer.client.socket) }
    }

    private func send(_ bytes: [UInt8], to socket: Int32) {
        bytes.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Glibc.send(socket, bytes.baseAddress! + sent, bytes.count - sent, 0)
                if count > 0 { sent += count } else if errno != EAGAIN && errno != EINTR { return }
            }
        }
    }

    private mutating func drop(_ index: Int) {
        let client = clients[index]
        waiting.removeAll { $0.client === client }
        close(client.socket)
        clients.swapAt(index, clients.count - 1)
        clients.removeLast()
        watched.swapAt(index + 1, watched.count - 1)
        watched.removeLast()
    }
}
