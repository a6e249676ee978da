// SPDX-License-Identifier: Apache-2.0

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
