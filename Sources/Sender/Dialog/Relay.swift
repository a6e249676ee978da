/// What a relay offered in its answer to EHLO, as far as the sender uses it.
public struct RelayExtensions: Hashable, Sendable {
    /// RFC 2920.
    public var pipelining: Bool
    /// Whether a transaction may open behind the content of the one before (RFC 2920 §3.1): one round trip a message instead
    /// of two. Needs `pipelining`.
    public var oneRoundTrip: Bool
    /// RFC 1870: whether MAIL says how large the message is.
    public var size: Bool
    /// RFC 1870: the largest message in octets, nil when unknown.
    public var maximumSize: Int?
    /// RFC 6531: addresses in UTF-8.
    public var smtpUTF8: Bool

    /// Nothing but RFC 5321.
    public init(
        pipelining: Bool = false, oneRoundTrip: Bool = false, size: Bool = false, maximumSize: Int? = nil,
        smtpUTF8: Bool = false
    ) {
        self.pipelining = pipelining
        self.oneRoundTrip = oneRoundTrip
        self.size = size
        self.maximumSize = maximumSize
        self.smtpUTF8 = smtpUTF8
    }
}

/// Why a connection is of no more use.
public enum ConnectionLoss: Error, Hashable, Sendable, CustomStringConvertible {
    /// The peer closed it.
    case closed
    /// Nothing came for as long as the protocol allows.
    case timedOut
    /// The system or TLS said so.
    case broken(String)
    /// What came is no SMTP.
    case garbled(String)

    /// One clause.
    public var description: String {
        switch self {
        case .closed: "the relay closed the connection"
        case .timedOut: "the relay did not answer in time"
        case .broken(let why): why
        case .garbled(let line): "the relay does not speak SMTP: \(line)"
        }
    }
}

/// A connection to a relay that has been greeted, secured and authenticated. One task uses it, which runs where it waits.
public protocol RelayConnection: AnyObject {
    /// What the relay offered.
    var extensions: RelayExtensions { get }
    /// Writes `bytes`.
    /// - Parameters:
    ///   - sent: how many are on their way, also when it throws; the others did not reach the peer.
    ///   - untilHeard: whether it ends before all are, when the peer takes no more and something has come from it. Who goes on
    ///     then does so with the bytes that are left, at the same place in memory.
    func send(_ bytes: ArraySlice<UInt8>, sent: inout Int, untilHeard: Bool) async throws(ConnectionLoss)
    /// Reads at least one byte into `buffer` and returns how many.
    func receive(
        into buffer: UnsafeMutableRawBufferPointer, within timeout: Duration
    ) async throws(ConnectionLoss) -> Int
    /// Lets go of the connection at once.
    func close()
}

/// Makes connections to one configured relay.
public protocol Relay: Sendable {
    /// The name the configuration gives it.
    var name: String { get }
    /// Connects, greets, secures and authenticates, blocking. Failures have relay scope.
    /// - Parameters:
    ///   - executor: where the connection will wait.
    ///   - isUnwanted: asked now and then; true ends the attempt with a failure.
    func connect(
        waitingOn executor: ThreadExecutor, isUnwanted: @escaping () -> Bool
    ) throws(Failure) -> any RelayConnection
}
