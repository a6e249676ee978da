// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What a mail server gets that takes part in a rehearsal: it counts the copies for each recipient and throws them away, and does to some
/// of them what relays do.
public final class RehearsalRecord: MessageKeeper {
    /// Shares of the recipients to whom something happens once, each between 0 and 1.
    public struct Faults: Hashable, Sendable {
        /// Refused for now.
        public var transient: Double
        /// Refused for good.
        public var permanent: Double
        /// Their copy is taken, and the connection breaks before that is said.
        public var drops: Double

        /// Shares.
        public init(transient: Double, permanent: Double, drops: Double) {
            (self.transient, self.permanent, self.drops) = (transient, permanent, drops)
        }
    }

    private struct State {
        /// The copies for each recipient, by a hash of the address: of a million readers no text is kept.
        var copies: [Int: UInt8] = [:]
        /// Those to whom it happened already.
        var struck: Set<Int> = []
    }

    private let faults: Faults
    private let state = Mutex(State())

    /// Nothing yet.
    public init(_ faults: Faults) { self.faults = faults }

    /// How many copies it has for an address.
    public func copies(for address: String) -> Int {
        state.withLock { Int($0.copies[Self.key(address)] ?? 0) }
    }

    /// How many copies it has.
    public var copies: Int { state.withLock { $0.copies.values.reduce(0) { $0 + Int($1) } } }

    private static func key(_ address: String) -> Int { address.lowercased().hashValue }

    /// A number in 0..<1 that stays the same for an address.
    private static func lot(_ key: Int, _ salt: Int) -> Double {
        var hasher = Hasher()
        hasher.combine(key)
        hasher.combine(salt)
        return Double(UInt64(bitPattern: Int64(hasher.finalize())) >> 11) * 0x1p-53
    }

    func verdict(on recipient: String) -> RecipientVerdict {
        let key = Self.key(recipient)
        if Self.lot(key, 1) < faults.permanent { return .refused("550 5.1.1 No such user") }
        if Self.lot(key, 2) < faults.transient, state.withLock({ $0.struck.insert(key).inserted }) {
            return .refused("451 4.7.1 Try again later")
        }
        return .welcome
    }

    func take(_ message: SandboxMessage) async -> KeptMessage {
        var isDropped = false
        state.withLock { state in
            for recipient in message.recipients {
                let key = Self.key(recipient)
                state.copies[key, default: 0] &+= 1
                if Self.lot(key, 3) < faults.drops, state.copies[key] == 1 { isDropped = true }
            }
        }
        return isDropped ? .unanswered : .kept("rehearsal")
    }
}
