// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Returns

@Suite("Why a provider did not deliver")
struct ProviderReasonTests {
    private func summary(_ failure: Failure) -> String {
        let words = failure.reply == nil ? "(\(failure.detail))" : "[\(failure.description)]"
        return "\(failure.cause) \(failure.persistence) \(failure.scope) \(words)"
    }

    @Test(
        "A server's reply goes before the provider's class",
        arguments: [
            (
                "smtp; 550 5.1.1 No such user", nil, nil,
                "unknownUser permanent recipient [550 5.1.1 No such user]"
            ),
            ("550 No such user", nil, "5.1.1", "unknownUser permanent recipient [550 5.1.1 No such user]"),
            ("5.2.2 over quota", 552, nil, "mailboxFull permanent recipient [552 5.2.2 over quota]"),
            ("", nil, "4.2.2", "mailboxFull transient recipient [450 4.2.2]"),
            ("452-4.2.2 full", nil, nil, "mailboxFull transient recipient [452 4.2.2 full]"),
            ("x-unix;\r\n  450 wait", nil, nil, "other transient recipient [450 wait]"),
        ] as [(String, Int?, String?, String)])
    func replies(words: String, code: Int?, status: String?, expected: String) {
        let status = status.flatMap { EnhancedStatus($0) }
        #expect(summary(ProviderReason.soft.failure(quoting: words, code: code, status: status)) == expected)
    }

    @Test("A reply that says nothing leaves the provider's class")
    func unclear() {
        let failure = ProviderReason(.blocked, .transient).failure(quoting: "550 Go away")
        #expect(summary(failure) == "blocked transient recipient [550 Go away]")
    }

    @Test("Codes of the provider's own are none of SMTP")
    func ownCodes() {
        let failure = ProviderReason(.network, .transient, .domain).failure(quoting: "Too old", code: 602)
        #expect(summary(failure) == "network transient domain (Too old)")
        #expect(summary(ProviderReason.hard.failure(quoting: nil)) == "inactive permanent recipient ()")
        #expect(ProviderReason.hard.failure(quoting: "x", status: EnhancedStatus("2.0.0")).cause == .inactive)
    }

    @Test("Words without a code are read where the class says nothing")
    func wordings() {
        let full = "The mailbox is full"
        #expect(
            summary(ProviderReason.soft.failure(quoting: full)) == "mailboxFull transient recipient (\(full))"
        )
        #expect(
            summary(ProviderReason.hard.failure(quoting: full)) == "inactive permanent recipient (\(full))")
        let nobody = ProviderReason.unknown.failure(quoting: "No such user")
        #expect(summary(nobody) == "unknownUser permanent recipient (No such user)")
    }

    @Test("No class says that a relay list counts against a reader")
    func suppressed() {
        for words in [nil, "550 5.1.1 No such user", "previously bounced"] as [String?] {
            let failure = ProviderReason.suppressed.failure(quoting: words, status: EnhancedStatus("5.1.1"))
            #expect(failure.cause == .policy && failure.bounce == nil && failure.reply == nil)
        }
    }

    @Test("Words of any length end")
    func long() {
        let failure = ProviderReason.soft.failure(quoting: String(repeating: "550 é; ", count: 300_000))
        #expect(failure.description.count <= 2_010)
    }
}
