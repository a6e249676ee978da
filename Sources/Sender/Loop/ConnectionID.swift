// SPDX-License-Identifier: Apache-2.0

/// Names one of the connections of a run, whether it is open or not.
struct ConnectionID: Hashable, Sendable {
    /// Its relay, counted from 0 in the order of preference.
    let relay: Int
    /// Counted from 0 for each relay.
    let number: Int
}
