// SPDX-License-Identifier: Apache-2.0

/// Why PostgreSQL did not do what it was asked.
public struct PostgresFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is, and so what helps.
    public enum Kind: Hashable, Sendable {
        /// There is no connection, or it was lost: whether the last transaction was committed is not known.
        case connection
        /// It answered nothing within the time that it is given.
        case timeout
        /// It refused a statement; with the SQLSTATE (PostgreSQL's manual, appendix A).
        case refusal(state: String)
        /// It holds something that this version cannot read.
        case unreadable
    }

    /// What kind of trouble it is.
    public let kind: Kind
    /// What it said, or what was seen.
    public let message: String

    /// A fault.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message.trimmingEnd
    }

    /// Whether another connection may help.
    public var isOfConnection: Bool {
        switch kind {
        case .connection, .timeout: true
        // 57P01 to 57P03: it is shut down, has crashed, or cannot be connected to now; 25006: it is a standby.
        case .refusal(let state): ["57P01", "57P02", "57P03", "25006"].contains(state)
        case .unreadable: false
        }
    }

    /// Whether it is about what PostgreSQL holds, and not what it said.
    public var isUnreadable: Bool { kind == .unreadable }

    /// One clause.
    public var description: String { message }
}

extension String {
    fileprivate var trimmingEnd: String {
        String(decoding: Array(utf8.reversed().drop { $0 <= 0x20 }.reversed()), as: UTF8.self)
    }
}
