// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import DomainRecords
import MailFormat

/// Asks whether a relay lets us in: connects, secures, authenticates and leaves.
struct RelayProbe: Sendable {
    /// What is wrong with each relay, when none lets us in.
    struct Trouble: Hashable, Sendable {
        /// A clause.
        let sentence: String
        /// Whether all of them would say the same again. Who asks again with a wrong password is taken for an attacker.
        let isLasting: Bool
    }

    private let visit: @Sendable (RelaySettings) async -> Failure?

    /// - Parameter visit: what is wrong with a relay; nil when it lets us in.
    init(visit: @escaping @Sendable (RelaySettings) async -> Failure?) { self.visit = visit }

    /// One that goes over the network.
    static let network = RelayProbe { relay in
        switch await Doctor.visit(relay.access) {
        case .success: nil
        case .failure(let failure): failure
        }
    }

    /// Asks all at once, and does not wait for the others when one lets us in, nor for any when it is cancelled: a connection that is
    /// being made cannot be.
    func trouble(of relays: [RelaySettings]) async -> Trouble? {
        let (answers, said) = AsyncStream.makeStream(of: (RelaySettings, Failure?).self)
        for relay in relays { Task { [visit] in said.yield((relay, await visit(relay))) } }
        var failures: [(RelaySettings, Failure)] = []
        for await (relay, failure) in answers {
            guard let failure else { return nil }
            failures.append((relay, failure))
            if failures.count == relays.count { break }
        }
        let sentences = failures.map { relay, failure in
            PrintableText.of("\(relay.access.name): \(failure)")
        }
        return Trouble(
            sentence: sentences.joined(separator: "; "),
            isLasting: failures.allSatisfy { $0.1.persistence == .permanent })
    }
}
