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
}
