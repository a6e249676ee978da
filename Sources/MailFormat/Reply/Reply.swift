// SPDX-License-Identifier: Apache-2.0

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
