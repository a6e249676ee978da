// SPDX-License-Identifier: Apache-2.0
import SeededRandom
import Testing

@testable import MailFormat

@Suite("A compiled message")
struct MessageDraftTests {
    @Test("is this, byte for byte")
    func goldenMessage() throws {
        let message = try NewsletterSample.draft().compiled().copy(for: NewsletterSample.ann)
        #expect(message == withCRLF(golden.utf8))
    }

    @Test("has each header field once, in a fixed order")
    func fields() throws {
        let message = try read(NewsletterSample.draft())
        #expect(
            message.fields.map(\.name) == [
                "Date", "From", "To", "Subject", "Message-ID", "List-Id", "List-Unsubscribe",
                "List-Unsubscribe-Post", "Precedence", "X-Auto-Response-Suppress", "X-Daybreak-Ref",
                "Content-Language",
                "MIME-Version", "Content-Type",
            ])
        #expect(try message.value("To") == "<ann@inbox.example>")
        #expect(try message.value("Message-ID") == "<k7Qp.42@caffeine.example>")
        #expect(try message.value("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click")
        #expect(try message.value("MIME-Version") == "1.0")
    }

    @Test(
        "offers one click only where the link is https",
        arguments: [("https://x.test/u/", true), ("HTTPS://x.test/u/", true), ("http://x.test/u/", false)])
    func oneClick(link: String, isOffered: Bool) throws {
        var draft = try NewsletterSample.draft()
        draft.unsubscribeURL = MergeText([
            .literal(link), .slot(MergeSlot(.unsubscribeToken, in: .verbatim)),
        ])
        let message = try read(draft)
        #expect(try message.value("List-Unsubscribe") == "<\(link)tok-1>")
        #expect(message.fields.contains { $0.name == "List-Unsubscribe-Post" } == isOffered)
    }

    @Test("offers an address to write to, says where complaints go, and by which token it is known")
    func reports() throws {
        var draft = try NewsletterSample.draft()
        draft.unsubscribeAddress = try EmailAddress("back?&@news.example")
        draft.complaintAddress = try EmailAddress("back@news.example")
        draft.feedbackID = "2026-11-24:morning:newsletter:caffeine"
        let message = try read(draft)
        #expect(
            try message.value("List-Unsubscribe")
                == "<https://caffeine.example/u/tok-1>, <mailto:back%3F%26+tok-1@news.example?subject=unsubscribe>"
        )
        #expect(try message.value("X-Daybreak-Ref") == "ref-1")
        #expect(try message.value("CFBL-Address") == "back@news.example; report=arf")
        #expect(try message.value("CFBL-Feedback-ID") == "ref-1")
        #expect(try message.value("Feedback-ID") == "2026-11-24:morning:newsletter:caffeine")
        draft.unsubscribeAddress = try EmailAddress("пошта@news.example")
        #expect(try read(draft).value("List-Unsubscribe") == "<https://caffeine.example/u/tok-1>")
    }

    @Test("asks for no vacation notices, and says that it is automatic when nobody wrote it")
    func quiet() throws {
        var draft = try NewsletterSample.draft()
        #expect(try read(draft).value("Precedence") == "list")
        #expect(try read(draft).value("X-Auto-Response-Suppress") == "DR, RN, NRN, OOF, AutoReply")
        #expect(try !read(draft).fields.contains { $0.name == "Auto-Submitted" })
        draft.isAutomatic = true
        #expect(try read(draft).value("Auto-Submitted") == "auto-generated")
    }

    @Test("carries a reader's address in UTF-8 in its To field, and nowhere else a byte outside ASCII")
    func internationalised() throws {
        let address = "пошта@xn--j1amh.example"
        let slot = MergeText.Piece.slot(MergeSlot(.email, in: .url))
        var draft = try NewsletterSample.draft(
            subject: MergeText([.literal("For "), .slot(MergeSlot(.email, in: .text))]),
            text: MergeText([slot]),
            html: MergeText([.slot(MergeSlot(.email, in: .html))]))
        draft.unsubscribeURL = MergeText([.literal("https://caffeine.example/u/"), slot])
        let values = NewsletterSample.ann.merging([.email: address]) { $1 }
        let bytes = try draft.compiled().copy(for: values)
        let lines = try wireLines(bytes).filter { $0.contains { $0 >= 0x80 } }
        #expect(lines == [Array("To: <\(address)>".utf8)])
        let message = try WireMessage(bytes)
        #expect(try decodeEncodedWords(message.value("Subject")) == "For \(address)")
        #expect(try message.parts()[1].text() == address)
    }

    @Test("carries a Reply-To when there is one")
    func replyTo() throws {
        var draft = try NewsletterSample.draft()
        draft.replyTo = Mailbox(name: "The desk", address: try EmailAddress("desk@caffeine.example"))
        #expect(try read(draft).value("Reply-To") == "The desk <desk@caffeine.example>")
    }

    @Test("has a plain and an HTML part, in this order, in quoted-printable UTF-8")
    func parts() throws {
        let parts = try read(
            NewsletterSample.draft(text: MergeText("Grüße\n"), html: MergeText("<p>Grüße</p>"))
        ).parts()
        #expect(
            try parts.map { try $0.value("Content-Type") } == [
                "text/plain; charset=utf-8; format=flowed; delsp=no", "text/html; charset=utf-8",
            ])
        #expect(try parts.map { try $0.text() } == ["Grüße", "<p>Grüße</p>"])
    }

    @Test("is well formed when both parts are empty")
    func empty() throws {
        let parts = try read(NewsletterSample.draft(text: MergeText([]), html: MergeText(""))).parts()
        #expect(try parts.map { try $0.text() } == ["", ""])
    }

    @Test("keeps a part that looks like a boundary inside its part")
    func boundary() throws {
        let boundary = "--=_daybreak_1795518000"
        let text = "\(boundary)\n\(boundary)--\n--=\n--"
        let parts = try read(NewsletterSample.draft(text: MergeText(text), html: MergeText(boundary))).parts()
        #expect(
            try parts.map { try $0.text() } == [
                text.split(separator: "\n").joined(separator: "\r\n"), boundary,
            ])
    }

    @Test(
        "is refused when something the publication says would break its header",
        arguments: ["\r\n", "\n", "\u{0}", "\r\nBcc: eve@evil.example\r\n"])
    func refusals(_ hostile: String) throws {
        let draft = try NewsletterSample.draft()
        let attempts: [(String, (inout MessageDraft) throws -> Void)] = [
            ("From", { $0.from = Mailbox(name: "x\(hostile)", address: draft.from.address) }),
            ("Reply-To", { $0.replyTo = Mailbox(name: hostile, address: draft.from.address) }),
            ("Subject", { $0.subject = MergeText("x\(hostile)x") }),
            ("Message-ID", { $0.messageIDDomain = "x\(hostile)" }),
            ("List-Id", { $0.list.title = hostile }),
            ("List-Id", { $0.list.id = hostile }),
            ("List-Unsubscribe", { $0.unsubscribeURL = MergeText("https://x.example/\(hostile)") }),
            ("Content-Language", { $0.language = "en\(hostile)" }),
        ]
        for (field, change) in attempts {
            var changed = draft
            try change(&changed)
            #expect(throws: InvalidHeaderValue(field: field)) { try changed.compiled() }
        }
    }

    @Test("reads as the text it was set from, whatever that is", arguments: 1...20 as ClosedRange<UInt64>)
    func anyText(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let text = generator.text(upTo: 300)
            let parts = try read(NewsletterSample.draft(text: MergeText(text), html: MergeText(text))).parts()
            var expected = withCRLF(text.utf8)
            if expected.suffix(2) == [0x0D, 0x0A] { expected.removeLast(2) }
            #expect(try parts.map { try Array($0.text().utf8) } == [expected, expected])
        }
    }

    private func read(_ draft: MessageDraft) throws -> WireMessage {
        try WireMessage(draft.compiled().copy(for: NewsletterSample.ann))
    }
}

private let golden = """
    Date: Tue, 24 Nov 2026 06:00:00 -0500
    From: The Daily Caffeine <morning@caffeine.example>
    To: <ann@inbox.example>
    Subject: =?utf-8?q?The_harbour_reopens=2C_?=
     =?utf-8?q?Ann?=
    Message-ID: <k7Qp.42@caffeine.example>
    List-Id: Morning Edition <morning.caffeine.example>
    List-Unsubscribe: <https://caffeine.example/u/tok-1>
    List-Unsubscribe-Post: List-Unsubscribe=One-Click
    Precedence: list
    X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply
    X-Daybreak-Ref: ref-1
    Content-Language: en
    MIME-Version: 1.0
    Content-Type: multipart/alternative;
     boundary="=_daybreak_1795518000"

    --=_daybreak_1795518000
    Content-Type: text/plain; charset=utf-8; format=flowed; delsp=no
    Content-Transfer-Encoding: quoted-printable

    Good morning, =
    Ann=
    =2E
    The harbour of Elmsworth reopens today.

    Leave: https://caffeine.example/u/=
    tok-1=

    --=_daybreak_1795518000
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    <p title=3D"=
    Ann Lee=
    ">Good morning, =
    Ann=
    =2E</p>
    <p><a href=3D"https://caffeine.example/b/=
    brw-1=
    ">Read in the browser</a></p>
    --=_daybreak_1795518000--

    """
