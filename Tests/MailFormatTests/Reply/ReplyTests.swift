// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@Suite("A reply")
struct ReplyTests {
    @Test(
        "is positive, transient or permanent by its first digit",
        arguments: [
            (220, true, false, false), (250, true, false, false), (299, true, false, false),
            (354, false, false, false), (421, false, true, false), (450, false, true, false),
            (550, false, false, true), (554, false, false, true),
        ])
    func classes(_ code: Int, _ positive: Bool, _ transient: Bool, _ permanent: Bool) {
        let reply = Reply(code: code, lines: [])
        #expect(reply.isPositive == positive)
        #expect(reply.isTransient == transient)
        #expect(reply.isPermanent == permanent)
    }

    @Test(
        "carries an enhanced status when its class agrees with the code",
        arguments: [
            (550, "5.1.1 No such user", "5.1.1"), (452, "4.2.2", "4.2.2"), (250, "2.0.0 Ok", "2.0.0"),
            (550, "5.7.999 no", "5.7.999"), (550, "4.1.1 disagrees", nil), (550, "No such user", nil),
            (550, "", nil), (550, "5.1 short", nil), (354, "3.0.0 go", nil), (550, "5.1.1: no", nil),
        ] as [(Int, String, String?)])
    func status(_ code: Int, _ line: String, _ status: String?) {
        #expect(Reply(code: code, lines: [line]).status?.description == status)
    }

    @Test("without lines has no status and reads as its code")
    func bare() {
        let reply = Reply(code: 550, lines: [])
        #expect(reply.status == nil)
        #expect(reply.description == "550")
    }

    @Test("reads as one line")
    func description() {
        #expect(
            Reply(code: 550, lines: ["5.1.1 No such", "user here"]).description
                == "550 5.1.1 No such user here")
    }
}

@Suite("An enhanced status code")
struct EnhancedStatusTests {
    @Test("has a class, a subject and a detail")
    func parts() throws {
        let status = try #require(EnhancedStatus("5.7.26"))
        #expect((status.class, status.subject, status.detail) == (5, 7, 26))
        #expect(status.description == "5.7.26")
        #expect(EnhancedStatus("4.0.0".prefix(5))?.class == 4)
    }

    @Test(
        "is refused when it is not three numbers of a known class",
        arguments: [
            "", ".", "..", "5", "5.1", "5.1.", ".1.1", "5..1", "5.1.1.1", "5..1.1", "5.x.1.1", "3.1.1",
            "1.0.0",
            "6.1.1", "-5.1.1", "+5.1.1", "5.1.1000", "5.1.a", "5.1.1 ", " 5.1.1", "5.1.1\u{301}",
            "5.1\u{301}.1",
            "\u{0665}.1.1", "55.1.1",
        ])
    func refused(_ text: String) {
        #expect(EnhancedStatus(text) == nil)
    }
}
