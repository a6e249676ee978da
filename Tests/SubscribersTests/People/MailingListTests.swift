// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Subscribers

@Suite("A list's name")
struct MailingListTests {
    @Test("is short and plain", arguments: ["morning", "a", "list-2"])
    func valid(name: String) throws { #expect(try MailingList(name: name, title: "T").name == name) }

    @Test(
        "or refused",
        arguments: ["", "Morning", "-a", "a-", "a b", "é", "a\r\nb", String(repeating: "a", count: 64)])
    func invalid(name: String) {
        #expect(throws: InvalidListName.self) { try MailingList(name: name, title: "T") }
    }

    @Test(
        "has a title of one line, and nothing in it that turns text round",
        arguments: [
            "a\r\nb", "a\nb", "a\u{0}", "\u{1B}[2J", "a\u{202E}b", "a\u{2066}b", "a\u{2028}b", "a\u{85}",
        ])
    func titles(title: String) {
        #expect(throws: InvalidListTitle.self) { try MailingList(name: "a", title: title) }
    }

    @Test(
        "may have a title in any script",
        arguments: ["", "The City Letter", "Утренний выпуск ☕️", "נייעס", "朝刊"])
    func goodTitles(title: String) throws { #expect(try MailingList(name: "a", title: title).title == title) }
}
