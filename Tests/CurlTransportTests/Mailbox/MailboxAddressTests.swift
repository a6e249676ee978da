// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import CurlTransport

@Suite("Where a mailbox is")
struct MailboxAddressTests {
    @Test(
        "URLs",
        arguments: [
            ("imaps://mail.example.com", "imaps://mail.example.com:993/", "INBOX"),
            ("IMAP://mail.example.com:1143/", "imap://mail.example.com:1143/", "INBOX"),
            ("imaps://[::1]/Bounces/2026", "imaps://[::1]:993/", "Bounces/2026"),
            ("imaps://[::1]:5/R%C3%BCckl%20%22%25", "imaps://[::1]:5/", "Rückl \"%"),
            ("pop3s://mail.example.com/", "pop3s://mail.example.com:995/", ""),
            ("pop3://127.0.0.1:1110", "pop3://127.0.0.1:1110/", ""),
        ])
    func urls(text: String, url: String, folder: String) throws {
        let address = try #require(MailboxAddress(text))
        #expect(address.url(host: address.host) == url)
        #expect(address.folder == folder)
    }

    @Test(
        "what is no mailbox",
        arguments: [
            "", "mail.example.com", "https://mail.example.com", "imaps://", "imaps://:993", "imaps://a:0",
            "imaps://a:65536", "imaps://a:x", "imaps://user@a", "imaps://user:pass@a/INBOX", "imaps://a b/",
            "imaps://a/x%0D%0AD9 DELETE y", "imaps://a/x%00", "imaps://a/x%0", "imaps://a/%FF",
            "imaps://a/x;UID=1",
            "imaps://a/x?ALL", "pop3s://a/INBOX", "imaps://a\r\n/x", "imaps://a/x\r\ny", "imaps://::1/",
        ])
    func noMailbox(text: String) { #expect(MailboxAddress(text) == nil) }

    @Test(
        "only this machine may hear a password in plain text",
        arguments: [
            ("localhost", true), ("LOCALHOST", true), ("127.0.0.1", true), ("127.9.9.9", true),
            ("[::1]", true),
            ("localhost.example.com", false), ("127.0.0.1.example.com", false), ("127.1", false),
            ("192.168.0.1", false), ("[::]", false), ("0.0.0.0", false), ("[::ffff:10.0.0.1]", false),
        ])
    func loopback(host: String, isLoopback: Bool) throws {
        #expect(try #require(MailboxAddress("imap://\(host)")).isLoopback == isLoopback)
    }

    @Test("settings that could say more than a line, or can do nothing, are refused")
    func mistakes() {
        let valid = RemoteMailbox.Settings(
            url: "imaps://mail.example.com", user: "bounces", password: "secret")
        func mistake(_ change: (inout RemoteMailbox.Settings) -> Void) -> RemoteMailbox.Mistake? {
            var settings = valid
            change(&settings)
            do throws(RemoteMailbox.Mistake) {
                _ = try RemoteMailbox(settings)
                return nil
            } catch {
                return error
            }
        }
        #expect(mistake { _ in } == nil)
        #expect(mistake { $0.url = "imaps://mail.example.com/a%0Ab" } == .url)
        #expect(mistake { $0.user = "" } == .user)
        #expect(mistake { $0.user = "a\r\nb" } == .user)
        #expect(mistake { $0.password = "a\nD9 LOGOUT" } == .password)
        #expect(mistake { $0.password = "a\0" } == .password)
        #expect(mistake { $0.tlsName = "a/b" } == .tlsName)
        #expect(mistake { $0.timeout = .zero } == .timeout)
        #expect(mistake { ($0.url, $0.isKept) = ("pop3s://mail.example.com", true) } == .kept)
    }

    @Test(
        "folders in modified UTF-7",
        arguments: [
            ("INBOX", "\"INBOX\""), ("a \"b\"\\", "\"a \\\"b\\\"\\\\\""), ("R&D", "\"R&-D\""),
            ("Rückläufer", "\"R&APw-ckl&AOQ-ufer\""), ("台北日本語", "\"&U,BTF2XlZyyKng-\""),
            ("a😀b", "\"a&2D3eAA-b\""), ("a\tb", "\"a&AAk-b\""), ("&ü&", "\"&-&APw-&-\""),
        ])
    func folders(name: String, quoted: String) { #expect(IMAPText.folder(name) == quoted) }

    @Test("messages in a row are named by their first and last")
    func sets() {
        #expect(
            IMAPText.set([1, 2, 3, 5, 7, 8, 4_294_967_294, 4_294_967_295])
                == "1:3,5,7:8,4294967294:4294967295")
        #expect(IMAPText.set([]) == "")
    }
}
