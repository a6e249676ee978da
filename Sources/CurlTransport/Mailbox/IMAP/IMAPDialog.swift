// SPDX-License-Identifier: Apache-2.0

/// A visit over IMAP (RFC 3501, RFC 9051), one command at a time.
///
/// | step | commands |
/// | --- | --- |
/// | open | CAPABILITY, SELECT |
/// | find | UID SEARCH in the next window of sequence numbers, when no message that was found is left |
/// | read | UID FETCH of sizes, UID FETCH of as many messages as fit into a batch |
/// | remove | UID STORE \Deleted, UID EXPUNGE (RFC 4315 §2.1), or EXPUNGE if that removes nothing else |
/// | keep | UID STORE \Seen instead |
/// | leave | LOGOUT, which removes nothing |
///
/// Messages are named by UIDs, in ascending order, so that none is read twice whatever the server tells in
/// between. Sequence numbers only bound the searches: they follow the server's EXPUNGE (RFC 3501 §7.4.1).
struct IMAPDialog: MailboxDialog {
    private let channel: any MailboxChannel
    private let folder: String
    private let isKept: Bool
    private let limits: MailboxLimits

    private var parser: IMAPParser
    private var input: ArraySlice<UInt8> = []
    private var commands = 0
    private var capabilities: Set<String> = []
    private var isOpen = false
    private var exists: UInt32 = 0
    private var validity: String?
    private var searches = 0
    /// The sequence number from which the next window starts.
    private var position: UInt32 = 1
    /// What was found and not asked for yet, ascending.
    private var found: ArraySlice<UInt32> = []
    /// The highest that was asked for.
    private var highest: UInt32 = 0
    /// Those of the last batch, in its order.
    private var handed: [UInt32] = []

    init(channel: any MailboxChannel, folder: String, isKept: Bool, limits: MailboxLimits = MailboxLimits()) {
        self.channel = channel
        self.folder = folder
        self.isKept = isKept
        self.limits = limits
        parser = IMAPParser(limits: limits)
    }

    var hasMore: Bool { !found.isEmpty || position <= exists }

    mutating func open(atMost most: Int) throws(MailboxTrouble) {
        for tokens in try answer(to: "CAPABILITY", .capability).data {
            capabilities.formUnion(tokens.compactMap(\.name))
        }
        let opened = try answer(to: "SELECT \(IMAPText.folder(folder))")
        guard !opened.text.uppercased().hasPrefix("[READ-ONLY]") else {
            throw .refused("the mailbox can only be read: \(opened.text)", isTransient: false)
        }
        guard validity != nil else { throw .broken("the server gives no UIDVALIDITY") }
        isOpen = true
    }

    /// What was removed is removed, whatever comes now.
    mutating func leave() { _ = try? answer(to: "LOGOUT") }
}

// MARK: Reading

extension IMAPDialog {
    mutating func next(atMost most: Int) throws(MailboxTrouble) -> MailboxBatch {
        handed = []
        while found.isEmpty, position <= exists { try find() }
        var batch = MailboxBatch()
        let asked = Array(found.prefix(most))
        guard !asked.isEmpty else { return batch }
        let sizes = try sizes(of: asked)
        var room = limits.batch
        var wanted: [UInt32] = []
        for identifier in asked {
            if let size = sizes[identifier] {
                room -= min(size, limits.message)
                guard room >= 0 || wanted.isEmpty else { break }
                wanted.append(identifier)
            }
            highest = identifier
            batch.asked += 1
        }
        found = found.dropFirst(batch.asked)
        if !wanted.isEmpty { batch.messages = try messages(wanted) }
        return batch
    }

    private mutating func find() throws(MailboxTrouble) {
        searches += 1
        guard searches <= limits.searches else { throw .broken("the mailbox has no end") }
        let last = min(exists, position + limits.window - 1)
        let keys = "UNDELETED" + (isKept ? " UNSEEN" : "")
        // The server's answer may tell of removed messages, which move what is behind the window.
        let window = "\(position):\(last)"
        position = last + 1
        let numbers = try search("\(window) \(keys)")
        found = Set(numbers).filter { $0 > highest }.sorted()[...]
    }

    private mutating func search(_ keys: String) throws(MailboxTrouble) -> [UInt32] {
        var numbers: [UInt32] = []
        for tokens in try answer(to: "UID SEARCH \(keys)", .search).data {
            for token in tokens.dropFirst() {
                // RFC 7162 §3.1.5 puts a list behind the numbers.
                if token == .open { break }
                guard let number = token.number, number > 0 else {
                    throw .broken("the server found a message with the UID \(token.name ?? "")")
                }
                numbers.append(number)
            }
        }
        return numbers
    }

    private mutating func sizes(of identifiers: [UInt32]) throws(MailboxTrouble) -> [UInt32: Int] {
        var sizes: [UInt32: Int] = [:]
        let answer = try answer(to: "UID FETCH \(IMAPText.set(identifiers)) (UID RFC822.SIZE)", .fetch)
        for tokens in answer.data {
            let item = try IMAPParser.Item(tokens)
            if let identifier = item.identifier, let size = item.size { sizes[identifier] = size }
        }
        return sizes
    }

    private mutating func messages(_ wanted: [UInt32]) throws(MailboxTrouble) -> [MailboxMessage] {
        let items = "(UID RFC822.SIZE BODY.PEEK[]<0.\(limits.message)>)"
        let answer = try answer(
            to: "UID FETCH \(IMAPText.set(wanted)) \(items)", .fetch,
            literals: limits.batch + limits.message, mayFail: true)
        var given: [UInt32: MailboxMessage] = [:]
        for tokens in answer.data {
            let item = try IMAPParser.Item(tokens)
            guard let bytes = item.body else { continue }
            guard let identifier = item.identifier, wanted.contains(identifier), given[identifier] == nil
            else {
                throw .broken("the server sent a message that it was not asked for")
            }
            let size = item.size ?? bytes.count
            given[identifier] = MailboxMessage(
                bytes: bytes, isTruncated: bytes.count == limits.message && size != bytes.count,
                size: max(size, bytes.count), identifier: "\(validity ?? "").\(identifier)")
        }
        if given.isEmpty, !answer.isOK { throw .refused(answer.text, isTransient: true) }
        handed = wanted.filter { given[$0] != nil }
        return handed.compactMap { given[$0] }
    }
}

// MARK: Removing

extension IMAPDialog {
    mutating func remove(_ indices: [Int]) throws(MailboxTrouble) -> Int {
        let set = IMAPText.set(indices.map { handed[$0] })
        guard !set.isEmpty else { return 0 }
        try answer(to: "UID STORE \(set) +FLAGS.SILENT (\(isKept ? "\\Seen" : "\\Deleted"))")
        if isKept { return 0 }
        if !capabilities.isDisjoint(with: ["UIDPLUS", "IMAP4REV2"]) {
            try answer(to: "UID EXPUNGE \(set)")
        } else if try isAnythingElseDeleted(than: set) {
            return indices.count
        } else {
            try answer(to: "EXPUNGE")
        }
        return 0
    }

    private mutating func isAnythingElseDeleted(than set: String) throws(MailboxTrouble) -> Bool {
        var start: UInt32 = 1
        while start <= exists {
            let end = min(exists, start + limits.window - 1)
            guard try search("\(start):\(end) DELETED NOT UID \(set)").isEmpty else { return true }
            start = end + 1
        }
        return false
    }
}

// MARK: Talking

extension IMAPDialog {
    private struct Answer {
        /// The data responses of the kind that was wanted.
        var data: [[IMAPParser.Token]] = []
        var isOK = true
        var text = ""
    }

    /// Says a command and hears all that the server says up to the end of it.
    /// - Parameters:
    ///   - kind: the data responses to keep.
    ///   - literals: the bytes of literals that it may send.
    ///   - mayFail: whether NO is an answer as well.
    @discardableResult
    private mutating func answer(
        to command: String, _ kind: IMAPParser.Kind? = nil, literals: Int = 0, mayFail: Bool = false
    ) throws(MailboxTrouble) -> Answer {
        commands += 1
        let tag = "D\(commands)"
        try channel.say(Array("\(tag) \(command)\r\n".utf8))
        var answer = Answer()
        var (heard, text) = (0, 0)
        while true {
            guard let response = try parser.next(&input) else {
                let bytes = try channel.hear()
                heard += bytes.count
                guard heard - text <= limits.talk + literals else { throw .talkative }
                input = bytes[...]
                continue
            }
            text += parser.length
            guard text <= limits.talk else { throw .talkative }
            switch response {
            case .continuation: throw .broken("the server waits for more of a command that is complete")
            case .data(let tokens):
                try note(tokens)
                if let kind, kind == IMAPParser.Kind(tokens) { answer.data.append(tokens) }
            case .status(nil, .bye, _) where command == "LOGOUT": return answer
            case .status(nil, .bye, let words):
                throw .refused("the server closed the connection: \(words)", isTransient: true)
            case .status(nil, _, let words): try note(words)
            case .status(tag, let status, let words):
                guard status == .ok || mayFail && status == .no else {
                    throw .refused(words, isTransient: isOpen && status == .no)
                }
                (answer.isOK, answer.text) = (status == .ok, words)
                return answer
            case .status(let other, _, _):
                throw .broken("the server answers \(other ?? ""), which was not asked")
            }
        }
    }

    /// Learns from a data response that nobody asked for (RFC 3501 §7.3.1 and §7.4.1).
    private mutating func note(_ tokens: [IMAPParser.Token]) throws(MailboxTrouble) {
        guard tokens.count == 2, let number = tokens[0].number else { return }
        switch tokens[1].name {
        case "EXISTS":
            guard number <= limits.messages else {
                throw .broken("the server tells of \(number) messages, more than \(limits.messages)")
            }
            exists = number
        case "EXPUNGE":
            guard number > 0, number <= exists else {
                throw .broken("the server removed message \(number) of \(exists)")
            }
            exists -= 1
            if number < position { position -= 1 }
        default: break
        }
    }

    /// Learns from the code of a status response that UIDs are worth nothing any more (RFC 3501 §2.3.1.1).
    private mutating func note(_ words: String) throws(MailboxTrouble) {
        guard let code = words.uppercased().wholeMatch(of: /\[UIDVALIDITY ([0-9]{1,10})\].*/) else { return }
        let said = String(code.1)
        guard validity ?? said == said else {
            throw MailboxTrouble(
                cause: .protocol, detail: "UIDVALIDITY changed during the visit", isTransient: true)
        }
        validity = said
    }
}
