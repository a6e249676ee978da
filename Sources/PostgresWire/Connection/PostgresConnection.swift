// SPDX-License-Identifier: Apache-2.0
import CPQ
import Glibc

/// A connection to PostgreSQL that belongs to one thread at a time.
///
/// Statements that are run together go out in one write and their answers come in one round trip (“pipeline mode”, PostgreSQL's
/// manual, 34.5). Each is prepared the first time that it is seen. Its socket does not block; the thread waits for it, and
/// no longer than `patience`.
final class PostgresConnection {
    /// A statement with its parameters.
    struct Statement {
        let sql: String
        let values: [PostgresValue]

        init(_ sql: String, _ values: PostgresValue...) { self.init(sql, values) }

        init(_ sql: String, _ values: [PostgresValue]) { (self.sql, self.values) = (sql, values) }
    }

    private let handle: OpaquePointer
    private let patience: Duration
    private var names: [String: String] = [:]

    /// Connects.
    /// - Parameters:
    ///   - address: a connection string or URI (PostgreSQL's manual, 34.1.1).
    ///   - patience: how long to wait for the connection, and later for each answer.
    init(_ address: String, patience: Duration = .seconds(8)) throws(PostgresFault) {
        self.patience = patience
        // An address may say otherwise: what stands in `dbname` is read last. Sockets need no TLS, and libpq asks them for none.
        let words: [(String, String)] = [
            ("sslmode", "verify-full"), ("sslrootcert", "/etc/ssl/certs/ca-certificates.crt"),
            ("application_name", "daybreak"), ("connect_timeout", "10"), ("keepalives_idle", "10"),
            ("keepalives_interval", "5"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "20000"), ("dbname", address),
        ]
        let names = words.map { strdup($0.0) } + [nil]
        let values = words.map { strdup($0.1) } + [nil]
        defer { for text in names + values { free(text) } }
        guard
            let handle = PQconnectStartParams(
                names.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 1)
        else {
            throw PostgresFault(.connection, "no memory for a connection")
        }
        self.handle = handle
        try connect()
        PQsetnonblocking(handle, 1)
        guard PQenterPipelineMode(handle) == 1 else { throw fault() }
        // A server that is not told so keeps for hours what a machine had locked that is gone.
        _ = try run(
            [
                "idle_in_transaction_session_timeout = 60000", "tcp_keepalives_idle = 10",
                "tcp_keepalives_interval = 5",
                "tcp_keepalives_count = 3", "tcp_user_timeout = 20000",
            ].map { Statement("SET \($0)") })
        // What it would print of a table that is there already concerns nobody.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
    }

    deinit { PQfinish(handle) }

    /// The version of the server: 150018 for 15.18.
    var version: Int { Int(PQserverVersion(handle)) }

    private func connect() throws(PostgresFault) {
        let end = ContinuousClock.now + patience
        var events = Int16(POLLOUT)
        while true {
            guard PQstatus(handle) != CONNECTION_BAD else { throw fault() }
            try wait(for: events, until: end)
            switch PQconnectPoll(handle) {
            case PGRES_POLLING_READING: events = Int16(POLLIN)
            case PGRES_POLLING_WRITING: events = Int16(POLLOUT)
            case PGRES_POLLING_OK: return
            default: throw fault()
            }
        }
    }

    /// Runs statements in one round trip. The first that fails ends all behind it, and its fault is thrown.
    func run(_ statements: [Statement]) throws(PostgresFault) -> [PostgresAnswer] {
        if statements.isEmpty { return [] }
        var prepared: [Bool] = []
        for statement in statements { prepared.append(try send(statement)) }
        guard PQpipelineSync(handle) == 1 else { throw fault() }
        let end = ContinuousClock.now + patience
        try flush(until: end)
        var answers: [PostgresAnswer] = []
        var first: PostgresFault?
        for isPrepared in prepared {
            if isPrepared, let fault = try answer(until: end).fault { first = first ?? fault }
            let answer = try answer(until: end)
            if let fault = answer.fault { first = first ?? fault }
            answers.append(answer)
        }
        let sync = try result(until: end)
        defer { PQclear(sync) }
        guard PQresultStatus(sync) == PGRES_PIPELINE_SYNC else { throw fault() }
        if let first {
            // What was not prepared because of the fault is prepared anew.
            names = [:]
            generation += 1
            throw first
        }
        return answers
    }

    /// Runs one statement.
    @discardableResult
    func run(_ sql: String, _ values: PostgresValue...) throws(PostgresFault) -> PostgresAnswer {
        try run([Statement(sql, values)])[0]
    }

    /// Runs statements of a script, each of which ends with `;` at the end of a line. None has parameters.
    /// - Parameter patience: how long to wait for it; nil for as long as for any answer.
    func runScript(_ script: String, within patience: Duration? = nil) throws(PostgresFault) {
        try leavePipeline()
        defer { _ = PQenterPipelineMode(handle) }
        guard PQsendQuery(handle, script) == 1 else { throw fault() }
        try finishQuery(within: patience ?? self.patience)
    }

    /// Makes prepared statements of one connection differ in name after a fault.
    private var generation = 0

    /// - Returns: whether the statement is prepared with it.
    private func send(_ statement: Statement) throws(PostgresFault) -> Bool {
        var name = names[statement.sql]
        let isNew = name == nil
        if isNew {
            name = "s\(generation)_\(names.count)"
            names[statement.sql] = name
            let types = statement.values.map(\.type)
            guard PQsendPrepare(handle, name, statement.sql, Int32(types.count), types) == 1 else {
                throw fault()
            }
        }
        let encoded = statement.values.map(\.encoded)
        let lengths = encoded.map { Int32($0?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: encoded.count)
        // One array holds all bytes, so that one pointer is valid for all of them. An empty value has an address as well.
        let bytes = Array(encoded.compactMap(\.self).joined()) + [0]
        let isSent = bytes.withUnsafeBytes { all in
            var place = 0
            let pointers = encoded.map { value -> UnsafePointer<CChar>? in
                guard let value, let start = all.baseAddress else { return nil }
                defer { place += value.count }
                return (start + place).assumingMemoryBound(to: CChar.self)
            }
            return PQsendQueryPrepared(
                handle, name, Int32(pointers.count), pointers, lengths, formats, 1) == 1
        }
        guard isSent else { throw fault() }
        return isNew
    }

    /// The result of one statement, and the nil behind it.
    private func answer(until end: ContinuousClock.Instant) throws(PostgresFault) -> PostgresAnswer {
        guard let result = try result(until: end) else { throw fault() }
        let answer = PostgresAnswer(result)
        while let more = try self.result(until: end) { PQclear(more) }
        return answer
    }

    private func result(until end: ContinuousClock.Instant) throws(PostgresFault) -> OpaquePointer? {
        while PQisBusy(handle) == 1 {
            try wait(for: Int16(POLLIN), until: end)
            guard PQconsumeInput(handle) == 1 else { throw fault() }
        }
        let result = PQgetResult(handle)
        if PQstatus(handle) == CONNECTION_BAD {
            PQclear(result)
            throw fault()
        }
        return result
    }

    private func flush(until end: ContinuousClock.Instant) throws(PostgresFault) {
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1:
                try wait(for: Int16(POLLIN | POLLOUT), until: end)
                guard PQconsumeInput(handle) == 1 else { throw fault() }
            default: throw fault()
            }
        }
    }

    private func wait(for events: Int16, until end: ContinuousClock.Instant) throws(PostgresFault) {
        while true {
            let left = end - ContinuousClock.now
            guard left > .zero else {
                throw PostgresFault(.timeout, "PostgreSQL gave no answer for \(patience)")
            }
            var socket = pollfd(fd: PQsocket(handle), events: events, revents: 0)
            let count = poll(&socket, 1, Int32(min(left / .milliseconds(1), 60_000).rounded(.up)))
            if count > 0 || (count < 0 && errno != EINTR) { return }
        }
    }

    private func fault() -> PostgresFault {
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        return PostgresFault(.connection, text.isEmpty ? "the connection to PostgreSQL was lost" : text)
    }

    // MARK: COPY

    /// Copies rows into a table (PostgreSQL's manual, 34.10).
    /// - Parameters:
    ///   - target: the table and its columns.
    ///   - next: the next row, a value for each column; nil behind the last.
    /// - Parameter patience: how long to wait whenever PostgreSQL takes nothing.
    func copy(
        into target: String, within patience: Duration = .seconds(60), _ next: () throws -> [PostgresValue]?
    ) throws {
        try leavePipeline()
        defer { _ = PQenterPipelineMode(handle) }
        guard PQsendQuery(handle, "COPY \(target) FROM STDIN (FORMAT binary)") == 1 else { throw fault() }
        let end = ContinuousClock.now + patience
        try flush(until: end)
        guard let begun = try result(until: end) else { throw fault() }
        let answer = PostgresAnswer(begun)
        guard answer.status == PGRES_COPY_IN else { throw answer.fault ?? fault() }
        // The head of the format (PostgreSQL's manual, COPY, “Binary Format”): signature, flags, no extension.
        var buffer: [UInt8] =
            Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)
        do {
            while let values = try next() {
                buffer += PostgresValue.bigEndian(Int16(values.count))
                for value in values {
                    guard let bytes = value.encoded else {
                        buffer += PostgresValue.bigEndian(Int32(-1))
                        continue
                    }
                    buffer += PostgresValue.bigEndian(Int32(bytes.count))
                    buffer += bytes
                }
                if buffer.count > Self.portion { try put(&buffer, within: patience) }
            }
        } catch {
            PQputCopyEnd(handle, "given up")
            try? finishQuery(within: patience)
            throw error
        }
        buffer += PostgresValue.bigEndian(Int16(-1))
        try put(&buffer, within: patience)
        while true {
            let state = PQputCopyEnd(handle, nil)
            if state == 1 { break }
            guard state == 0 else { throw fault() }
            try flush(until: ContinuousClock.now + patience)
        }
        try finishQuery(within: patience)
    }

    /// Bytes that are handed to libpq at once.
    private static let portion = 256 * 1024

    private func put(_ buffer: inout [UInt8], within patience: Duration) throws(PostgresFault) {
        while true {
            let state = buffer.withUnsafeBytes { bytes in
                PQputCopyData(
                    handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
            }
            guard state >= 0 else { throw fault() }
            // What waits to be sent must not grow without bounds.
            try flush(until: ContinuousClock.now + patience)
            if state == 1 { break }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private func finishQuery(within patience: Duration) throws(PostgresFault) {
        let end = ContinuousClock.now + patience
        try flush(until: end)
        var first: PostgresFault?
        while let result = try result(until: end) {
            if let fault = PostgresAnswer(result).fault { first = first ?? fault }
        }
        if let first { throw first }
    }

    private func leavePipeline() throws(PostgresFault) {
        guard PQexitPipelineMode(handle) == 1 else { throw fault() }
    }
}
