// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Subscribers

@Suite("A capability token")
struct CapabilityTokenTests {
    private let keys = TokenKeys([(1, [UInt8](repeating: 7, count: 32))])

    private func token(_ mailing: Int64, _ subscriber: Int64) -> CapabilityToken {
        CapabilityToken(mailing: MailingID(rawValue: mailing), subscriber: SubscriberID(rawValue: subscriber))
    }

    @Test(
        "opens to what was signed",
        arguments: [(1, 1), (127, 128), (9_000, 1_000_000), (1 << 28 - 1, 1 << 35 - 1), (0, 0)])
    func opens(mailing: Int64, subscriber: Int64) {
        let text = keys.text(token(mailing, subscriber), for: .unsubscribe)
        #expect(keys.token(text, for: .unsubscribe) == token(mailing, subscriber))
        #expect(keys.token(text.uppercased(), for: .unsubscribe) == token(mailing, subscriber))
    }

    @Test("fits a URL and, tagged onto a return path, a local part")
    func shape() throws {
        let text = keys.text(token(1_000_000, 1_000_000_000), for: .report)
        #expect(text.utf8.allSatisfy { ($0 >= 97 && $0 <= 122) || ($0 >= 50 && $0 <= 55) })
        #expect(try EmailAddress("bounces@news.example.com").tagged(text).localPart.utf8.count <= 64)
    }

    @Test("has a longest text, and says nothing beyond the numbers that fit it")
    func longest() {
        let last = token(CapabilityToken.mailings.upperBound - 1, CapabilityToken.subscribers.upperBound - 1)
        #expect(keys.text(last, for: .report).utf8.count == CapabilityToken.longestText)
        for beyond in [token(1 << 28, 1), token(1, 1 << 35), token(-1, 1), token(1, -1)] {
            #expect(keys.token(keys.text(beyond, for: .report), for: .report) == nil)
        }
    }

    @Test("is good for its purpose only")
    func purpose() {
        let text = keys.text(token(1, 2), for: .browser)
        for other in [CapabilityToken.Purpose.unsubscribe, .preferences, .report] {
            #expect(keys.token(text, for: other) == nil)
        }
    }

    @Test("with any one character changed, cut off or added, is nothing")
    func tampering() {
        let text = keys.text(token(3, 4), for: .unsubscribe)
        for index in text.indices {
            for letter in "ab7" where text[index] != letter {
                var forged = text
                forged.replaceSubrange(index...index, with: String(letter))
                #expect(keys.token(forged, for: .unsubscribe) == nil, "\(forged)")
            }
        }
        for forged in [String(text.dropLast()), text + "a", "", "!", String(repeating: "a", count: 500)] {
            #expect(keys.token(forged, for: .unsubscribe) == nil)
        }
    }

    @Test("signed with an older key is still believed, with an unknown one it is not")
    func rotation() {
        let old = keys.text(token(5, 6), for: .unsubscribe)
        let fresh = (number: UInt8(2), secret: [UInt8](repeating: 9, count: 32))
        let rotated = TokenKeys([fresh, (1, [UInt8](repeating: 7, count: 32))])
        #expect(rotated.token(old, for: .unsubscribe) == token(5, 6))
        #expect(TokenKeys([fresh]).token(old, for: .unsubscribe) == nil)
        #expect(keys.token(rotated.text(token(5, 6), for: .unsubscribe), for: .unsubscribe) == nil)
    }

    @Test("an address hash is the same for one person, however they write it")
    func hash() throws {
        #expect(
            AddressHash(try EmailAddress("Ann@Inbox.test")) == AddressHash(try EmailAddress("ann@inbox.test"))
        )
        #expect(AddressHash(try EmailAddress("ann@inbox.test")).bytes.count == 32)
    }
}
