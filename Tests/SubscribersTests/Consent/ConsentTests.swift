// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Subscribers

@Suite("Consent")
struct ConsentTests {
    private static let day: Int64 = 86_400_000

    @Test(
        "ends with bounces that say the mailbox is no good",
        arguments: [
            ([], nil, nil),
            ([(.unknownUser, 0)], nil, .unknownUser), ([(.soft, 0), (.unknownUser, 1)], 30, .unknownUser),
            ([(.hard, 0), (.hard, 1)], nil, nil), ([(.hard, 0), (.hard, 1), (.hard, 1)], nil, .hardBounces),
            ([(.hard, 0), (.soft, 1), (.hard, 2), (.hard, 3)], 2, .hardBounces),
            ([(.soft, 0), (.soft, 14)], nil, nil), ([(.soft, 0), (.soft, 1), (.soft, 13)], nil, nil),
            ([(.soft, 0), (.soft, 1), (.soft, 14)], nil, .softBounces),
            ([(.soft, 0), (.soft, 7), (.soft, 14)], 0, nil),
            ([(.soft, 1), (.soft, 7), (.soft, 15)], 0, .softBounces),
            ([(.soft, 0), (.soft, 7), (.soft, 14)], 20, nil),
            ([(.soft, 0), (.soft, 5), (.soft, 6), (.soft, 19)], 3, .softBounces),
            ([(.soft, 0), (.hard, 5), (.soft, 14)], nil, nil),
            ([(.unknownUser, 0), (.hard, 1), (.hard, 1), (.hard, 1)], nil, .unknownUser),
        ] as [([(BounceKind, Int64)], Int64?, SuppressionReason?)])
    func bounces(_ bounces: [(BounceKind, Int64)], accepted: Int64?, reason: SuppressionReason?) {
        let bounces = bounces.map { Bounce($0.0, at: $0.1 * Self.day) }
        #expect(SuppressionRule.reason(after: bounces, accepted: accepted.map { $0 * Self.day }) == reason)
    }

    @Test("three soft bounces suppress when they span fourteen days to the millisecond")
    func span() {
        func reason(_ span: Int64) -> SuppressionReason? {
            SuppressionRule.reason(after: [0, 1, span].map { Bounce(.soft, at: $0) }, accepted: nil)
        }
        #expect(reason(14 * Self.day - 1) == nil)
        #expect(reason(14 * Self.day) == .softBounces)
    }

    @Test(
        "is asked for ten minutes apart, three times a week",
        arguments: [
            ([], true), ([0], false), ([-599_999], false), ([-600_000], true),
            ([-600_000, -1_200_000], true),
            ([-600_000, -1_200_000, -1_800_000], false), ([-600_000, -1_200_000, -604_800_000], true),
            ([-600_000, -1_200_000, -604_799_999], false), ([5000], false),
        ] as [([Int64], Bool)])
    func confirmation(earlier: [Int64], allows: Bool) {
        let now: Int64 = 1_800_000_000_000
        #expect(ConfirmationPolicy().allows(earlier: earlier.map { now + $0 }, now: now) == allows)
    }

    @Test("keeps of a stranger's evidence no more than it should, however few letters it looks like")
    func evidence() {
        #expect(Evidence("form").json == nil)
        #expect(
            Evidence("form", internetAddress: "::1", userAgent: "\"M\"\u{0}", form: "f").json
                == #"{"form":"f","ip":"::1","userAgent":"\"M\"\u0000"}"#)
        let marks = "e" + String(repeating: "\u{301}", count: 60_000)
        for long in [String(repeating: "🦊", count: 60_000), marks] {
            let json = Evidence("form", internetAddress: long, userAgent: long, form: long).json ?? ""
            #expect(json.utf8.count <= 3 * 4 * 300 + 40)
        }
    }

    @Test("to be forgotten leaves a hash of the address in lower case")
    func hashes() throws {
        let hash = AddressHash(try EmailAddress("Ann@Inbox.test"))
        #expect(hash.description == "61dd7b2ab6fa470f59f9a9569c74798c9bb9513afd55acbc1a68c24a321f3a55")
        #expect(hash == AddressHash(try EmailAddress("ann@inbox.test")))
        #expect(AddressHash(hexadecimal: hash.description) == hash)
        #expect(AddressHash(hexadecimal: hash.description.uppercased()) == hash)
        #expect(AddressHash(bytes: hash.bytes) == hash)
        #expect(AddressHash(bytes: Array(hash.bytes.dropLast())) == nil)
    }

    @Test(
        "a hash is 64 hexadecimal digits",
        arguments: [
            "", "ab", String(repeating: "a", count: 63), String(repeating: "a", count: 65),
            String(repeating: "g", count: 64), "+1" + String(repeating: "0", count: 62),
            "-0" + String(repeating: "0", count: 62), String(repeating: "é", count: 32),
        ])
    func noHash(text: String) { #expect(AddressHash(hexadecimal: text) == nil) }
}
