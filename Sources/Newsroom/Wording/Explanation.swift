import CurlTransport
import SQLiteStore

/// What a person is told of an error, and how a script should take it: the one place that knows.
public struct Explanation: Sendable {
    /// One clause: what, where, and what to do.
    public let sentence: String
    /// How a script should take it.
    public let kind: NewsroomError.Kind

    /// Nil for an error that says itself what it is, or that nobody foresaw.
    public init?(_ error: any Error) {
        switch error {
        case let error as NewsroomError: (sentence, kind) = (error.description, error.kind)
        case let error as StoreError: (sentence, kind) = (error.sentence, error.kind)
        case is SQLiteOutbox.Evicted:
            sentence = "the lease on the outbox ended and another process took over"
            kind = .temporary
        case let fault as WebFetch.Fault: (sentence, kind) = (fault.description, fault.kind)
        default: return nil
        }
    }

    /// What a person is told of any error.
    public static func sentence(of error: any Error) -> String {
        Explanation(error)?.sentence ?? "\(error)"
    }
}
