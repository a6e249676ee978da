/// What an operator is told when something cannot be done: one line, and how a script should take it.
public struct NewsroomError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds that exit codes tell apart (BSD sysexits).
    public enum Kind: Int32, Hashable, Sendable {
        case usage = 64
        case data = 65
        case unavailable = 69
        case io = 74
        case temporary = 75
        case configuration = 78
    }

    /// How a script should take it.
    public let kind: Kind
    /// What, where and what to do.
    public let description: String

    /// A kind and a line.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
