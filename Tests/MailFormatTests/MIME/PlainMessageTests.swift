// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import MailFormat

@Suite("A message that a program writes")
struct PlainMessageTests {
    @Test("has its text and a file beside it, and nothing that a stranger wrote can break its header")
    func whole() throws {
        let file = Array("From: <ann@inbox.example>\r\nSubject: Übel\r\n\r\n.\r\n".utf8) + [0x00, 0xFF]
        let message = PlainMessage(
            from: Mailbox(name: "The desk", address: try EmailAddress("desk@caffeine.example")),
            replyTo: Mailbox(name: "", address: try EmailAddress("ann@inbox.example")),
            to: try EmailAddress("editors@caffeine.example"), subject: "Re: Über\r\nBcc: eve@evil.example",
            date: MessageDate(unixSeconds: 1_795_518_000),
            messageID: MessageID(
                mailingKey: "letter1", subscriber: SubscriberID(rawValue: 7), domain: "caffeine.example"),
            text: "Ann wrote:\n\n.\nGrüße\n", attachment: (name: "letter.eml", bytes: file))
        let read = try WireMessage(message.encoded())
        #expect(try decodeEncodedWords(read.value("Subject")).contains("Bcc"))
        #expect(!read.fields.contains { $0.name == "Bcc" })
        #expect(try read.value("Auto-Submitted") == "auto-generated")
        let text = String(decoding: try message.encoded(), as: UTF8.self)
        #expect(text.contains("filename=\"letter.eml\"") && text.contains("Gr=C3=BC=C3=9Fe"))
        let base64 = text.components(separatedBy: "base64\r\n\r\n")[1].components(separatedBy: "\r\n--")[0]
        #expect(base64.filter { !$0.isWhitespace } == Base64.text(of: file))
        #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 })
    }
}
