// SPDX-License-Identifier: Apache-2.0
import NIOCore

/// What strangers may take of a server's connections and time.
public struct WebLimits: Hashable, Sendable {
    /// Connections in all.
    public var connections = 1000
    /// Connections from one network; those from this machine and private networks are not counted, because a
    /// proxy brings everybody's.
    public var perNetwork = 50
    /// For a request's header, from the connection's beginning or the last answer on.
    var headerTime: TimeAmount = .seconds(15)
    /// For the rest of a request.
    var bodyTime: TimeAmount = .seconds(15)
    /// For an answer to be made and taken.
    var answerTime: TimeAmount = .seconds(25)
    /// For a client to read the last answer and close its side.
    var lingerTime: TimeAmount = .seconds(2)
    /// Bytes of a request's body; the forms here need a fraction of that.
    var body = 65_536

    /// The same, by the start of a path, where more is needed.
    var largeBodies: [String: Int] = [:]

    /// Bytes that the body of a request to an address may have.
    func body(of uri: String) -> Int {
        largeBodies.first { uri.hasPrefix($0.key) }?.value ?? body
    }

    /// The limits of a process.
    public init() {}

    /// These limits, lowered to what the process may open.
    /// - Parameters:
    ///   - descriptors: how many files and connections the process may have open.
    ///   - reserve: how many of them are for others than the web.
    public func within(_ descriptors: Int, reserve: Int) -> WebLimits {
        var limits = self
        limits.connections = max(1, min(connections, descriptors - reserve))
        return limits
    }
}
