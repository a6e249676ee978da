// SPDX-License-Identifier: Apache-2.0
@testable import Newsroom

/// Times with a date, which mean the same whatever day it is.
extension LocalTime {
    init(_ text: String, in zone: String) throws(Fault) { try self.init(text, in: zone, now: 0) }

    init(_ text: String, in zone: NamedZone) throws(Fault) { try self.init(text, in: zone, now: 0) }
}
