// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@Suite("Numbers and what they count")
struct CountedTests {
    @Test("one thing is one thing, and nothing and several are many")
    func numbers() {
        #expect(
            [0, 1, 2, 11, 21].map { counted($0, "delivery is", "deliveries are") } == [
                "0 deliveries are", "1 delivery is", "2 deliveries are", "11 deliveries are",
                "21 deliveries are",
            ])
    }
}
