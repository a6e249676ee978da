// SPDX-License-Identifier: Apache-2.0

/// One client's conversation with the sandbox (RFC 5321) as a state machine: bytes in, actions out, in order.
///
/// | state | takes | gives |
/// | --- | --- | --- |
/// | command | a line | one reply |
/// | content | lines up to a lone dot, first dots removed (§4.5.2) | `keep`, answered by `kept` |
/// | overlong content | lines up to a lone dot | 552 |
struct SandboxSession {
    /// What to do next.
    enum Action: Equatable {
        /// Send this line.
        case reply(String)
        /// Keep this message, then call `kept`.
        case keep(SandboxMessage)
        /// Send this line and close.
        case close(String)
    }

    static let longestLine = 2_048
    static let largestMessage = 32 * 1024 * 1024
    static let mostRecipients = 1_000

    private enum State {
        case command
        case content(size: Int)
        case ended
    }

    private let judge: (String) -> RecipientVerdict
    private var state = State.command
    private var input: [UInt8] = []
    private var position = 0
    private var sender: String?
    /// Whether MAIL said that addresses may be in UTF-8 (RFC 6531 §3.4).
    private var takesUTF8 = false
    private var recipients: [String] = []
    private var content: [UInt8] = []
    private var isTooLarge = false
    private var pendingLogin: Int?

    /// - Parameter judge: what to say to a recipient.
    init(judge: @escaping (String) -> RecipientVerdict) { self.judge = judge }

    static let greeting = "220 sandbox ESMTP Daybreak keeps everything"

    /// Takes bytes as they come.
    mutating func receive(_ bytes: some Sequence<UInt8>) { input.append(contentsOf: bytes) }

    /// The next action; nil when more bytes are needed.
    mutating func next() -> Action? {
        while let line = nextLine() {
            if case .content(let size) = state {
                if let action = takeContent(line, size: size) { return action }
            } else if case .command = state {
                return takeCommand(String(decoding: line, as: UTF8.self))
            }
        }
        if input.count - position > Self.longestLine, case .command = state {
            state = .ended
            return .close("500 5.5.2 Line too long")
        }
        return nil
    }

    /// The answer to the dot, once the message is safe, or cannot be kept.
    mutating func kept(_ name: String?) -> String {
        name.map { "250 2.0.0 Kept as \($0)" } ?? "452 4.3.1 No room to keep it"
    }

    private mutating func nextLine() -> ArraySlice<UInt8>? {
        guard let end = input[position...].firstIndex(of: 0x0A) else {
            input.removeFirst(position)
            position = 0
            return nil
        }
        let line = input[position..<end]
        position = end + 1
        return line.last == 0x0D ? line.dropLast() : line
    }

    private mutating func takeContent(_ line: ArraySlice<UInt8>, size: Int) -> Action? {
        guard !line.elementsEqual([UInt8(ascii: ".")]) else { return endContent() }
        let text = line.first == UInt8(ascii: ".") ? line.dropFirst() : line
        isTooLarge = isTooLarge || size + text.count > Self.largestMessage
        if !isTooLarge { content += text + [0x0D, 0x0A] }
        state = .content(size: size + text.count + 2)
        return nil
    }

    private mutating func endContent() -> Action {
        let message = SandboxMessage(sender: sender ?? "", recipients: recipients, content: content)
        let isTooLarge = isTooLarge
        reset()
        state = .command
        if isTooLarge { return .reply("552 5.3.4 Larger than \(Self.largestMessage) bytes") }
        if message.recipients.contains(where: { RecipientVerdict.isSpam($0) }) {
            return .reply("554 5.7.1 Rejected as spam")
        }
        return .keep(message)
    }

    private mutating func reset() {
        sender = nil
        takesUTF8 = false
        recipients = []
        content = []
        isTooLarge = false
    }

    private mutating func takeCommand(_ line: String) -> Action {
        if let left = pendingLogin {
            pendingLogin = left > 1 ? left - 1 : nil
            return .reply(left > 1 ? "334 UGFzc3dvcmQ6" : "235 2.7.0 Welcome")
        }
        let verb = line.prefix { $0 != " " }.uppercased()
        switch verb {
        case "EHLO":
            reset()
            return .reply(
                "250-sandbox\r\n250-PIPELINING\r\n250-SIZE \(Self.largestMessage)\r\n250-8BITMIME\r\n"
                    + "250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN LOGIN")
        case "HELO":
            reset()
            return .reply("250 sandbox")
        case "MAIL": return mail(line)
        case "RCPT": return recipient(line)
        case "DATA":
            guard !recipients.isEmpty else { return .reply("503 5.5.1 RCPT first") }
            state = .content(size: 0)
            return .reply("354 End with a dot")
        case "RSET":
            reset()
            return .reply("250 2.0.0 Ok")
        case "NOOP": return .reply("250 2.0.0 Ok")
        case "VRFY": return .reply("252 2.5.2 Send and see")
        case "HELP": return .reply("214 2.0.0 EHLO MAIL RCPT DATA RSET NOOP VRFY AUTH QUIT")
        case "AUTH": return authenticate(line)
        case "QUIT":
            state = .ended
            return .close("221 2.0.0 Bye")
        default: return .reply("500 5.5.2 What?")
        }
    }

    private mutating func mail(_ line: String) -> Action {
        guard sender == nil else { return .reply("503 5.5.1 MAIL was given") }
        guard let (path, parameters) = Self.path(in: line, after: "MAIL FROM:") else {
            return .reply("501 5.5.4 MAIL FROM:<address>")
        }
        let takesUTF8 = parameters.uppercased().split(separator: " ").contains("SMTPUTF8")
        guard takesUTF8 || path.utf8.allSatisfy({ $0 < 0x80 }) else { return .reply(Self.needsUTF8) }
        (sender, self.takesUTF8) = (path, takesUTF8)
        return .reply("250 2.1.0 Ok")
    }

    private mutating func recipient(_ line: String) -> Action {
        guard sender != nil else { return .reply("503 5.5.1 MAIL first") }
        guard let (path, _) = Self.path(in: line, after: "RCPT TO:"), path.utf8.contains(UInt8(ascii: "@"))
        else { return .reply("501 5.5.4 RCPT TO:<address>") }
        guard takesUTF8 || path.utf8.allSatisfy({ $0 < 0x80 }) else { return .reply(Self.needsUTF8) }
        guard recipients.count < Self.mostRecipients else { return .reply("452 4.5.3 Too many recipients") }
        switch judge(path) {
        case .welcome:
            recipients.append(path)
            return .reply("250 2.1.5 Ok")
        case .refused(let reply): return .reply(reply)
        }
    }

    /// Any user and password will do.
    private mutating func authenticate(_ line: String) -> Action {
        let words = line.uppercased().split(separator: " ")
        switch (words.dropFirst().first, words.count) {
        case ("PLAIN", 3): return .reply("235 2.7.0 Welcome")
        case ("PLAIN", 2):
            pendingLogin = 1
            return .reply("334 ")
        case ("LOGIN", 2...3):
            pendingLogin = words.count == 3 ? 1 : 2
            return .reply(words.count == 3 ? "334 UGFzc3dvcmQ6" : "334 VXNlcm5hbWU6")
        default: return .reply("504 5.5.4 AUTH PLAIN or LOGIN")
        }
    }

    private static let needsUTF8 = "553 5.6.7 MAIL FROM:<address> SMTPUTF8"

    /// What stands in angle brackets after `keyword`, and the parameters behind it. In bytes: a mark could hide a
    /// bracket in a Character.
    private static func path(
        in line: String, after keyword: String
    ) -> (path: String, parameters: String)? {
        guard line.uppercased().utf8.starts(with: keyword.utf8) else { return nil }
        let rest = line.utf8.dropFirst(keyword.utf8.count).drop { $0 == 0x20 }
        guard rest.first == UInt8(ascii: "<"), let end = rest.firstIndex(of: UInt8(ascii: ">")) else {
            return nil
        }
        let path = rest[..<end].dropFirst()
        guard !path.contains(where: { $0 < 0x21 || $0 == 0x7F }) else { return nil }
        return (
            String(decoding: path, as: UTF8.self), String(decoding: rest[end...].dropFirst(), as: UTF8.self)
        )
    }
}
