// SPDX-License-Identifier: Apache-2.0
extension MailingStore {
    /// What a mailing's Message-IDs begin with: 80 random bits in letters and digits.
    public func newMessageKey() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz234567")
        var bits = database.random
        return String((0..<16).map { _ in letters[Int.random(in: letters.indices, using: &bits)] })
    }
}
