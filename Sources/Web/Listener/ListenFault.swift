// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOCore
public import Newsroom

/// Why a server could not listen. Each with its host and port.
public enum ListenFault: Error, Hashable, Sendable {
    /// Another program listens there.
    case taken(String)
    /// The port is one of root's.
    case forbidden(String)
    /// This machine has no such address.
    case noAddress(String)

    /// Runs a server; when its address cannot be listened on, throws a fault that names it.
    static func naming(_ address: String, _ run: () async throws -> Void) async throws {
        do { try await run() } catch let error as IOError {
            switch error.errnoCode {
            case EADDRINUSE: throw ListenFault.taken(address)
            case EACCES: throw ListenFault.forbidden(address)
            case EADDRNOTAVAIL: throw ListenFault.noAddress(address)
            default: throw error
            }
        }
    }
}

extension ListenFault: ExplainedError {
    /// What, where and what to do.
    public var sentence: String {
        switch self {
        case .taken(let address): "cannot listen on \(address): another program does: name another port"
        case .forbidden(let address): "cannot listen on \(address): only root may: name a port above 1023"
        case .noAddress(let address): "cannot listen on \(address): this machine has no such address"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit { .unavailable }
}
