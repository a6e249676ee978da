// SPDX-License-Identifier: Apache-2.0
import Sender

extension FrozenVersion {
    /// A text that versions for the same sections have in common: their names in the order of their bytes.
    var key: String { SectionSet.key(without) }
}
