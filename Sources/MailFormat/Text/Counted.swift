// SPDX-License-Identifier: Apache-2.0

/// A number and what it counts, as a sentence says it: `1 delivery`, `2 deliveries`, `0 deliveries`.
public func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
}
