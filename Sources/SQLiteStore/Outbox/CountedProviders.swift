// SPDX-License-Identifier: Apache-2.0
import Sender
import Synchronization

/// The providers that a worker counts by name, from one transaction to the next.
final class CountedProviders: Sendable {
    private let large: Mutex<LargeProviders>

    init(named: Set<String>) { large = Mutex(LargeProviders(named: named)) }

    func name(of provider: String) -> String { large.withLock { $0.name(of: provider) } }
}
