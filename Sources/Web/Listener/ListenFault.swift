import Glibc
import NIOCore

/// Why a server could not listen.
public struct ListenFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Host and port.
    public let address: String
    /// A clause.
    public let why: String

    /// What, where and what to do.
    public var description: String { "cannot listen on \(address): \(why)" }

    /// Runs a server, and says of its address why it could not be had.
    static func naming(_ address: String, _ run: () async throws -> Void) async throws {
        do { try await run() } catch let error as IOError {
            switch error.errnoCode {
            case EADDRINUSE:
                throw ListenFault(address: address, why: "another program does: name another port")
            case EACCES: throw ListenFault(address: address, why: "only root may: name a port above 1023")
            case EADDRNOTAVAIL: throw ListenFault(address: address, why: "this machine has no such address")
            default: throw error
            }
        }
    }
}
