/// What an SMTP server said (RFC 5321 §4.2).
public struct Reply: Hashable, Sendable, CustomStringConvertible {
    /// Three digits, 200 to 559.
    public let code: Int
    /// The text of each line, without code and line end.
    public let lines: [String]

    /// A reply with its lines' texts.
    public init(code: Int, lines: [String]) {
        self.code = code
        self.lines = lines
    }

    /// 2xx.
    public var isPositive: Bool { code / 100 == 2 }
    /// 4xx.
    public var isTransient: Bool { code / 100 == 4 }
    /// 5xx.
    public var isPermanent: Bool { code / 100 == 5 }

    /// The enhanced status code (RFC 3463) that starts the text, if its class agrees with the code.
    public var status: EnhancedStatus? {
        guard let text = lines.first?.utf8.drop(while: { $0 == 0x20 }),
            let status = EnhancedStatus(Substring(text.prefix { $0 != 0x20 })), status.class == code / 100
        else { return nil }
        return status
    }

    /// Code and text in one line: `550 5.1.1 No such user`.
    public var description: String {
        lines.reduce(into: String(code)) { $0 += " " + $1 }
    }
}

/// An enhanced mail system status code, `5.1.1` (RFC 3463).
public struct EnhancedStatus: Hashable, Sendable, CustomStringConvertible {
    /// 2 success, 4 persistent transient failure, 5 permanent failure.
    public let `class`: Int
    /// What the failure concerns: 1 address, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.
    public let subject: Int
    /// The failure.
    public let detail: Int

    /// Reads `class.subject.detail`.
    public init?(_ text: some StringProtocol) {
        var rest = Substring(text).utf8
        guard let first = rest.popNumber(), [2, 4, 5].contains(first), rest.popFirst() == UInt8(ascii: "."),
            let second = rest.popNumber(), rest.popFirst() == UInt8(ascii: "."),
            let third = rest.popNumber(), rest.isEmpty
        else { return nil }
        (`class`, subject, detail) = (first, second, third)
    }

    /// `class.subject.detail`.
    public var description: String { "\(`class`).\(subject).\(detail)" }
}

extension Substring.UTF8View {
    /// Takes one to three digits away; nil when there are none.
    fileprivate mutating func popNumber() -> Int? {
        let digits = prefix(3).prefix(while: \.isDigit)
        removeFirst(digits.count)
        return Int(Substring(digits))
    }
}
