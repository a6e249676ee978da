// SPDX-License-Identifier: Apache-2.0

/// A visit over POP3 (RFC 1939).
///
/// | step | commands |
/// | --- | --- |
/// | open | CAPA (RFC 2449 §5), STAT, LIST, UIDL |
/// | read | RETR; TOP for a message that is too long to be read to its end |
/// | remove | DELE, in one group where the server takes that (RFC 2449 §6.6) |
/// | leave | QUIT, at which the server removes what DELE named |
///
/// Without an answer to QUIT nothing is known to be removed, and the same messages may come again.
struct POP3Dialog: MailboxDialog {
    /// A message that the server lists.
    private struct Listed {
        let number: Int
        let size: Int
    }

    private struct Status {
        let isOK: Bool
        let words: String
    }

    private let channel: any MailboxChannel
    private let limits: MailboxLimits

    private var input: ArraySlice<UInt8> = []
    private var isPipelined = false
    private var isOpen = false
    private var exists = 0
    /// What was listed and not asked for yet, of as many messages as the visit may read.
    private var listed: ArraySlice<Listed> = []
    private var identifiers: [Int: String] = [:]
    private var asked = 0
    /// The numbers of the last batch, in its order.
    private var handed: [Int] = []

    /// The longest line of an answer, but for those of messages: RFC 2449 §4 has 512 octets.
    private static let line = 2_000
    /// The lines of a message of any length that are read behind its header.
    private static let topLines = 100

    init(channel: any MailboxChannel, limits: MailboxLimits = MailboxLimits()) {
        self.channel = channel
        self.limits = limits
    }

    var hasMore: Bool { asked < exists }

    mutating func open(atMost most: Int) throws(MailboxTrouble) {
        if try status(of: "CAPA").isOK {
            var isPipelined = false
            try lines(atMost: 1_000) { isPipelined = isPipelined || $0.uppercased() == "PIPELINING" }
            self.isPipelined = isPipelined
        }
        exists = try count()
        if exists > 0 {
            listed = try list(atMost: most)[...]
            identifiers = try names(of: Set(listed.map(\.number)))
        }
        isOpen = true
    }

    private mutating func count() throws(MailboxTrouble) -> Int {
        let words = try demand("STAT")
        guard let count = Self.numbers(words)?.first else {
            throw .broken("the server answers STAT: \(words)")
        }
        guard count <= limits.messages else {
            throw .broken("the server tells of \(count) messages, more than \(limits.messages)")
        }
        return count
    }

    private mutating func list(atMost most: Int) throws(MailboxTrouble) -> [Listed] {
        try demand("LIST")
        var (listed, numbers, exists) = ([Listed](), Set<Int>(), exists)
        try lines(atMost: exists) { (line) throws(MailboxTrouble) in
            guard let pair = Self.numbers(line), pair.count > 1, (1...exists).contains(pair[0]) else {
                throw .broken("the server lists: \(line)")
            }
            guard listed.count < most else { return }
            guard numbers.insert(pair[0]).inserted else { throw .broken("the server lists a message twice") }
            listed.append(Listed(number: pair[0], size: pair[1]))
        }
        return listed
    }

    /// Their UIDLs; none where the server does not give them.
    private mutating func names(of wanted: Set<Int>) throws(MailboxTrouble) -> [Int: String] {
        guard try status(of: "UIDL").isOK else { return [:] }
        var names: [Int: String] = [:]
        try lines(atMost: exists) { (line) throws(MailboxTrouble) in
            let words = line.split(separator: " ")
            guard words.count == 2, let number = Int(words[0]) else {
                throw .broken("the server lists: \(line)")
            }
            if wanted.contains(number) { names[number] = String(words[1]) }
        }
        return names
    }

    /// The two numbers that a line starts with; nil when there are less, or they are more than anybody has.
    private static func numbers(_ line: String) -> [Int]? {
        let words = line.split(separator: " ").prefix(2)
        let numbers = words.compactMap { word in
            word.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(word) : nil
        }
        return numbers.count == 2 ? numbers : nil
    }
}

// MARK: Reading and removing

extension POP3Dialog {
    mutating func next(atMost most: Int) throws(MailboxTrouble) -> MailboxBatch {
        handed = []
        var batch = MailboxBatch()
        var (room, length) = (limits.batch, 0)
        while batch.asked < most, let next = listed.first {
            room -= min(next.size, limits.message)
            guard room >= 0 || batch.asked == 0 else { break }
            listed = listed.dropFirst()
            asked += 1
            batch.asked += 1
            guard let message = try message(next) else { continue }
            length += message.bytes.count
            guard length <= limits.batch + limits.message else { throw .talkative }
            batch.messages.append(message)
            handed.append(next.number)
        }
        return batch
    }

    /// - Returns: nil when the server does not give it.
    private mutating func message(_ listed: Listed) throws(MailboxTrouble) -> MailboxMessage? {
        let isReadWhole = listed.size <= limits.reading
        let command = isReadWhole ? "RETR \(listed.number)" : "TOP \(listed.number) \(Self.topLines)"
        let isGiven = try status(of: command).isOK
        if !isGiven, isReadWhole { return nil }
        let (bytes, length) = isGiven ? try content() : ([], 0)
        return MailboxMessage(
            bytes: bytes, isTruncated: length > bytes.count || !isReadWhole,
            size: isReadWhole ? length : listed.size, identifier: identifiers[listed.number] ?? "")
    }

    /// Reads a message, and throws away what is too much of it.
    private mutating func content() throws(MailboxTrouble) -> ([UInt8], length: Int) {
        var reader = DotReader()
        var (bytes, length) = ([UInt8](), 0)
        let limits = limits
        while true {
            let isAtEnd = try reader.read(&input) { (piece) throws(MailboxTrouble) in
                bytes += piece.prefix(limits.message - bytes.count)
                length += piece.count
                guard length <= limits.reading else {
                    throw .broken("the server sent a message that has no end")
                }
            }
            if isAtEnd { return (bytes, length) }
            input = try channel.hear()[...]
        }
    }

    mutating func remove(_ indices: [Int]) throws(MailboxTrouble) -> Int {
        let commands = indices.map { "DELE \(handed[$0])" }
        var refusal: String?
        for group in isPipelined ? [commands] : commands.map({ [$0] }) where !group.isEmpty {
            try say(group)
            for _ in group {
                let status = try status()
                if !status.isOK { refusal = status.words }
            }
        }
        if let refusal { throw .refused(refusal, isTransient: true) }
        return 0
    }

    mutating func leave() throws(MailboxTrouble) { try demand("QUIT") }
}

// MARK: Talking

extension POP3Dialog {
    private mutating func say(_ commands: [String]) throws(MailboxTrouble) {
        guard input.isEmpty else { throw .broken("the server answers what was not asked") }
        try channel.say(commands.flatMap { Array("\($0)\r\n".utf8) })
    }

    /// Says a command.
    /// - Returns: the words of its answer.
    /// - Throws: a refusal when it is refused.
    @discardableResult
    private mutating func demand(_ command: String) throws(MailboxTrouble) -> String {
        let status = try status(of: command)
        guard status.isOK else { throw .refused(status.words, isTransient: isOpen) }
        return status.words
    }

    private mutating func status(of command: String) throws(MailboxTrouble) -> Status {
        try say([command])
        return try status()
    }

    private mutating func status() throws(MailboxTrouble) -> Status {
        var line: [UInt8] = []
        while true {
            let end = input.firstIndex(of: 0x0A)
            line += input[..<(end ?? input.endIndex)]
            input = input[(end.map { $0 + 1 } ?? input.endIndex)...]
            guard line.count <= Self.line, !line.contains(0) else { throw .talkative }
            if end != nil { break }
            input = try channel.hear()[...]
        }
        let words = MailboxTrouble.words(line.dropFirst(line.first == UInt8(ascii: "+") ? 3 : 4))
        if line.starts(with: "+OK".utf8) { return Status(isOK: true, words: words) }
        if line.starts(with: "-ERR".utf8) { return Status(isOK: false, words: words) }
        throw .broken("the server said: \(String(decoding: line, as: UTF8.self))")
    }

    /// Reads the lines of a multi-line answer.
    private mutating func lines(
        atMost most: Int, _ take: (String) throws(MailboxTrouble) -> Void
    ) throws(MailboxTrouble) {
        var reader = DotReader()
        var (line, count) = ([UInt8](), 0)
        while true {
            let isAtEnd = try reader.read(&input) { (piece) throws(MailboxTrouble) in
                line += piece
                guard line.count <= Self.line, !line.contains(0) else { throw .talkative }
                guard line.last == 0x0A else { return }
                count += 1
                guard count <= most else { throw .talkative }
                line.removeLast(line.dropLast().last == 0x0D ? 2 : 1)
                try take(String(decoding: line, as: UTF8.self))
                line = []
            }
            if isAtEnd { return }
            input = try channel.hear()[...]
        }
    }
}
