// SPDX-License-Identifier: Apache-2.0
import MailFormat

extension EmailAddress {
    /// Reads an address as `subscriber.address` holds it.
    init(stored: String) {
        let at = stored.utf8.lastIndex(of: UInt8(ascii: "@")) ?? stored.endIndex
        self.init(
            trustedLocalPart: String(stored[..<at]), domain: String(stored[at...].dropFirst()))
    }
}
