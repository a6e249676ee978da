// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer

/// A share below the whole as people write it: 2%, 0.5%.
struct Share: ExpressibleByArgument {
    let value: Double

    init?(argument: String) {
        guard let value = Double(share: argument), value < 1 else { return nil }
        self.value = value
    }
}
