// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer

/// A length of time as people write it: 30s, 5m, 4h, 2d.
struct LengthOfTime: ExpressibleByArgument {
    let value: Duration

    init?(argument: String) {
        guard let value = Duration(written: argument) else { return nil }
        self.value = value
    }
}
