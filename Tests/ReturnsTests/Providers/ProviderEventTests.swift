// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Returns

/// The events of a body in JSON.
func events(_ provider: MailProvider, _ body: String) throws -> [ProviderEvent] {
    try ProviderEvent.all(in: Array(body.utf8), from: provider)
}

/// Kind, recipient, and the failure's cause, persistence and scope, each event in a line.
func summary(_ events: [ProviderEvent]) -> String {
    events.map { event in
        [
            "\(event.kind)", event.recipient?.description ?? "-", event.failure?.cause.rawValue,
            event.failure?.persistence.rawValue, event.failure?.scope.rawValue, event.status?.description,
        ].compactMap { $0 }.joined(separator: " ")
    }.joined(separator: "\n")
}

@Suite("What providers tell of mail")
struct ProviderEventTests {
    @Test("Postmark: a bounce")
    func postmarkBounce() throws {
        let told = try events(
            .postmark,
            """
            {"RecordType": "Bounce", "ID": 4077, "Type": "HardBounce", "TypeCode": 1, "MessageID": "0c5f-11",
             "Tag": "morning", "Email": "ann@inbox.test", "From": "news@paper.test",
             "Details": "smtp;550 5.1.1 No such user here", "Description": "The server was unable",
             "BouncedAt": "2026-11-29T07:00:00.1234567+01:00", 
             "Metadata": {"daybreak-ref": "t0ken", "issue": "7"},
             "Content": "Received: x\\r\\nX-Daybreak-Ref: other\\r\\nX-Daybreak-Reference: not this\\r\\n"}
            """)
        #expect(summary(told) == "bounced ann@inbox.test unknownUser permanent recipient 5.1.1")
        let event = try #require(told.first)
        #expect(event.identifier == "4077" && event.at == 1_795_932_000_123 && event.messageID == nil)
        #expect(event.references == ["t0ken", "other", "morning"])
        #expect(event.failure?.reply?.code == 550 && event.failure?.phase == .report)
    }

    @Test(
        "Postmark: its types of bounces, where no server is quoted",
        arguments: [
            ("HardBounce", "bounced ann@inbox.test inactive permanent recipient"),
            ("SoftBounce", "bounced ann@inbox.test other transient recipient"),
            ("Transient", "delayed ann@inbox.test other transient recipient"),
            ("DnsError", "delayed ann@inbox.test network transient domain"),
            ("Blocked", "bounced ann@inbox.test blocked permanent recipient"),
            ("BadEmailAddress", "bounced ann@inbox.test protocol permanent recipient"),
            ("DMARCPolicy", "bounced ann@inbox.test alignment permanent recipient"),
            ("SpamNotification", "bounced ann@inbox.test content permanent message"),
            ("ManuallyDeactivated", "bounced ann@inbox.test policy permanent recipient"),
            ("SpamComplaint", "complained ann@inbox.test"),
            ("Unsubscribe", "unsubscribed ann@inbox.test"),
            ("AutoResponder", "other ann@inbox.test"),
            ("ChallengeVerification", "other ann@inbox.test"),
            ("SomethingNew", "other ann@inbox.test"),
        ])
    func postmarkTypes(type: String, expected: String) throws {
        // Without a record type, as bounces were told once.
        let told = try events(.postmark, #"{"ID": 1, "Type": "\#(type)", "Email": "ann@inbox.test"}"#)
        #expect(summary(told) == expected)
    }

    @Test(
        "Postmark: complaints, changes of a subscription and the rest",
        arguments: [
            (
                #"{"RecordType": "SpamComplaint", "ID": 1, "Email": "ann@inbox.test"}"#,
                "complained ann@inbox.test"
            ),
            (subscriptionChange(true, "ManualSuppression", "Recipient"), "unsubscribed ann@inbox.test"),
            (subscriptionChange(true, "ManualSuppression", "Customer"), "other ann@inbox.test"),
            (subscriptionChange(true, "SpamComplaint", "Recipient"), "complained ann@inbox.test"),
            (subscriptionChange(true, "HardBounce", "Recipient"), "other ann@inbox.test"),
            (subscriptionChange(false, "ManualSuppression", "Recipient"), "other ann@inbox.test"),
            (#"{"RecordType": "Open", "Recipient": "ann@inbox.test"}"#, "other ann@inbox.test"),
        ])
    func postmarkRest(body: String, expected: String) throws {
        #expect(try summary(events(.postmark, body)) == expected)
    }

    private static func subscriptionChange(_ isOff: Bool, _ reason: String, _ origin: String) -> String {
        """
        {"RecordType": "SubscriptionChange", "MessageID": "m", "Recipient": "ann@inbox.test",
         "SuppressSending": \(isOff), "SuppressionReason": "\(reason)", "Origin": "\(origin)",
         "ChangedAt": "2026-11-29T06:00:00Z"}
        """
    }

    @Test("Postmark: a change has no identifier, but is known again")
    func postmarkChange() throws {
        let told = try events(.postmark, Self.subscriptionChange(true, "ManualSuppression", "Recipient"))
        let expected = "m SubscriptionChange 2026-11-29T06:00:00Z ann@inbox.test"
        #expect(told.map(\.identifier) == [expected] && told.map(\.at) == [1_795_932_000_000])
    }

    @Test("SendGrid: a batch")
    func sendGridBatch() throws {
        let told = try events(
            .sendgrid,
            """
            [{"email": "ann@inbox.test", "event": "bounce", "type": "bounce", "timestamp": 1795932000,
              "smtp-id": "<k3y.7@paper.test>", "sg_event_id": "e1", "sg_message_id": "sg", "status": "5.1.1",
              "reason": "550 5.1.1 The mailbox does not exist", "bounce_classification": "Invalid Address",
              "category": ["morning", "a"], "daybreak_ref": "t0ken"},
             {"email": "bob@inbox.test", "event": "deferred", "response": "452 4.2.2 Mailbox is full",
              "attempt": "2",
              "category": "morning", "timestamp": "1795932001"},
             {"email": "cyd@inbox.test", "event": "spamreport"},
             {"email": "dan@inbox.test", "event": "unsubscribe"},
             {"email": "eve@inbox.test", "event": "group_unsubscribe"}, {"email": "", "event": "delivered"}]
            """)
        #expect(
            summary(told) == """
                bounced ann@inbox.test unknownUser permanent recipient 5.1.1
                delayed bob@inbox.test mailboxFull transient recipient 4.2.2
                complained cyd@inbox.test
                unsubscribed dan@inbox.test
                unsubscribed eve@inbox.test
                other -
                """)
        #expect(told[0].messageID == "k3y.7@paper.test" && told[0].identifier == "e1")
        #expect(told[0].references == ["t0ken", "morning", "a"] && told[0].at == 1_795_932_000_000)
        #expect(told[1].references == ["morning"] && told[1].at == 1_795_932_001_000)
        #expect(told[2].identifier == nil && told[2].at == nil)
    }

    @Test(
        "SendGrid: its classes of bounces and drops",
        arguments: [
            (#""event": "bounce", "type": "bounce""#, "inactive permanent recipient"),
            (#""event": "bounce", "type": "blocked""#, "other transient recipient"),
            (
                #""event": "bounce", "bounce_classification": "Invalid Address""#,
                "unknownUser permanent recipient"
            ),
            (
                #""event": "bounce", "bounce_classification": "Mailbox Unavailable""#,
                "inactive transient recipient"
            ),
            (#""event": "bounce", "bounce_classification": "Technical""#, "unavailable transient domain"),
            (#""event": "bounce", "bounce_classification": "Content""#, "content permanent message"),
            (#""event": "bounce", "bounce_classification": "Reputation""#, "blocked transient recipient"),
            (
                #""event": "bounce", "bounce_classification": "Frequency/Volume""#,
                "rateLimited transient domain"
            ),
            (
                #""event": "bounce", "type": "bounce", "bounce_classification": "Unclassified""#,
                "inactive permanent recipient"
            ),
            (
                #""event": "dropped", "reason": "Bounced Address", "status": "5.1.1""#,
                "policy permanent recipient 5.1.1"
            ),
            (#""event": "dropped", "reason": "Unsubscribed Address""#, "policy permanent recipient"),
            (#""event": "dropped", "reason": "Spam Reporting Address""#, "policy permanent recipient"),
            (#""event": "dropped", "reason": "Invalid""#, "protocol permanent recipient"),
            (#""event": "dropped", "reason": "Invalid SMTPAPI header""#, "protocol permanent message"),
            (#""event": "dropped", "reason": "Recipient List over Package Quota""#, "quota transient relay"),
            (#""event": "dropped""#, "other permanent recipient"),
        ])
    func sendGridClasses(fields: String, expected: String) throws {
        let told = try events(.sendgrid, #"{"email": "ann@inbox.test", \#(fields)}"#)
        #expect(summary(told) == "bounced ann@inbox.test \(expected)")
    }

    private static func mailgun(_ fields: String) -> String {
        """
        {"signature": {"timestamp": "1795932000", "token": "t", "signature": "s"},
         "event-data": {"id": "Ev-1", "timestamp": 1795932000.25, "recipient": "ann@inbox.test", \(fields)}}
        """
    }

    @Test("Mailgun: a failure")
    func mailgunFailure() throws {
        let told = try events(
            .mailgun,
            Self.mailgun(
                """
                "event": "failed", "severity": "permanent", "reason": "bounce", "tags": ["morning"],
                "envelope": {"sender": "bounces+t0ken@paper.test", "targets": "ann@inbox.test"},
                "message": {"headers": {"message-id": "k3y.7@paper.test", "to": "ann@inbox.test"}},
                "user-variables": {"daybreak-ref": "ref", "other": 1},
                "delivery-status": {"code": 550, "message": "5.1.1 no such user", "description": "",
                                    "mx-host": "mx.inbox.test", "attempt-no": 1}
                """))
        #expect(summary(told) == "bounced ann@inbox.test unknownUser permanent recipient 5.1.1")
        let event = try #require(told.first)
        #expect(
            event.identifier == "Ev-1" && event.at == 1_795_932_000_250 && event.server == "mx.inbox.test")
        #expect(event.messageID == "k3y.7@paper.test")
        #expect(event.references == ["bounces+t0ken@paper.test", "ref", "morning"])
        #expect(event.failure?.description == "550 5.1.1 no such user")
    }

    @Test(
        "Mailgun: its reasons",
        arguments: [
            (
                #""event": "failed", "severity": "permanent", "reason": "bounce""#,
                "bounced inactive permanent recipient"
            ),
            (
                #""event": "failed", "severity": "temporary", "reason": "generic""#,
                "delayed other transient recipient"
            ),
            (
                #""event": "failed", "severity": "temporary", "reason": "bounce""#,
                "delayed other transient recipient"
            ),
            (
                #""event": "failed", "severity": "temporary", "reason": "greylisted""#,
                "delayed greylisted transient recipient"
            ),
            (
                #""event": "failed", "severity": "permanent", "reason": "generic""#,
                "bounced other permanent recipient"
            ),
            (
                """
                "event": "failed", "severity": "permanent", "reason": "suppress-bounce", "delivery-status":
                {"code": 605, "message": "", "description": "Not delivering to previously bounced address"}
                """,
                "bounced policy permanent recipient"
            ),
            (
                #""event": "failed", "severity": "permanent", "reason": "suppress-unsubscribe""#,
                "bounced policy permanent recipient"
            ),
            (
                """
                "event": "failed", "severity": "permanent", "reason": "old",
                "delivery-status": {"code": 602, "message": "Too old"}
                """,
                "bounced network transient domain"
            ),
            (
                """
                "event": "failed", "severity": "temporary", "reason": "generic",
                "delivery-status": {"code": 452, "message": "4.2.2 over quota", "enhanced-code": "4.2.2"}
                """,
                "delayed mailboxFull transient recipient 4.2.2"
            ),
            (#""event": "rejected", "reject": {"reason": "Sandbox"}"#, "bounced policy permanent message"),
            (#""event": "complained""#, "complained"), (#""event": "unsubscribed""#, "unsubscribed"),
            (#""event": "delivered""#, "other"),
        ])
    func mailgunReasons(fields: String, expected: String) throws {
        let told = try events(.mailgun, Self.mailgun(fields))
        #expect(summary(told).replacing(" ann@inbox.test", with: "") == expected)
    }

    @Test(
        "Brevo: its events",
        arguments: [
            (
                #""hard_bounce", "reason": "550 5.1.1 User unknown""#,
                "bounced unknownUser permanent recipient 5.1.1"
            ),
            (#""hard_bounce""#, "bounced inactive permanent recipient"),
            (#""hardBounce""#, "bounced inactive permanent recipient"),
            (#""soft_bounce", "reason": "mailbox is full""#, "bounced mailboxFull transient recipient"),
            (#""soft_bounce""#, "bounced other transient recipient"),
            (#""invalid_email""#, "bounced protocol permanent recipient"),
            (
                #""blocked", "reason": "blocked : due to blacklist user""#,
                "bounced policy permanent recipient"
            ),
            (#""error""#, "bounced other transient recipient"),
            (
                #""deferred", "reason": "451 4.7.1 Greylisted""#,
                "delayed greylisted transient recipient 4.7.1"
            ),
            (#""spam""#, "complained"), (#""unsubscribed""#, "unsubscribed"), (#""request""#, "other"),
        ])
    func brevo(event: String, expected: String) throws {
        let told = try events(
            .brevo,
            """
            {"id": 7, "email": "ann@inbox.test", "message-id": "<k3y.7@paper.test>", "ts": 1,
             "ts_event": 1795932000,
             "ts_epoch": 1795932000123, "date": "2026-11-29 07:00:00", "tags": ["morning"],
             "X-Mailin-custom": "t0ken",
             "event": \(event)}
            """)
        #expect(summary(told).replacing(" ann@inbox.test", with: "") == expected)
        let one = try #require(told.first)
        #expect(one.messageID == "k3y.7@paper.test" && one.references == ["t0ken", "morning"])
        #expect(one.at == 1_795_932_000_123)
        #expect(one.identifier?.hasSuffix(" 1795932000123 ann@inbox.test") ?? false)
    }

    @Test("SparkPost: a batch, and its ping")
    func sparkPostBatch() throws {
        let told = try events(
            .sparkpost,
            """
            [{"msys": {"message_event": {"type": "bounce", "bounce_class": "10", "error_code": "550",
              "raw_reason": "550 5.1.1 <ann@inbox.test> No such user", "rcpt_to": "ann@inbox.test",
              "raw_rcpt_to": "Ann@inbox.test", "msg_from": "bounces+t0ken@paper.test", 
              "event_id": "92", "timestamp": "1795932000",
              "rcpt_meta": {"daybreak_ref": "ref"}, "rcpt_tags": ["morning"], "ip_address": "192.0.2.7"}}},
             {"msys": {"unsubscribe_event": {"type": "list_unsubscribe", "rcpt_to": "bob@inbox.test",
              "rcpt_meta": []}}},
             {"msys": {"message_event": {"type": "spam_complaint", "fbtype": "abuse",
              "rcpt_to": "cyd@inbox.test"}}},
             {"msys": {"relay_message": {"msg_from": "x@y.test"}}}, {"msys": {}}]
            """)
        #expect(
            summary(told) == """
                bounced Ann@inbox.test unknownUser permanent recipient 5.1.1
                unsubscribed bob@inbox.test
                complained cyd@inbox.test
                """)
        #expect(
            told[0].references == ["bounces+t0ken@paper.test", "ref", "morning"] && told[0].identifier == "92"
        )
        #expect(told[0].at == 1_795_932_000_000 && told[0].server == "192.0.2.7" && told[0].messageID == nil)
    }

    @Test(
        "SparkPost: its classes of bounces",
        arguments: [
            ("bounce", "1", "bounced other permanent recipient"),
            ("bounce", "10", "bounced unknownUser permanent recipient"),
            ("bounce", "20", "bounced other transient recipient"),
            ("bounce", "21", "bounced network transient domain"),
            ("bounce", "22", "bounced mailboxFull transient recipient"),
            ("bounce", "23", "bounced size permanent message"),
            ("bounce", "25", "bounced policy permanent recipient"),
            ("out_of_band", "30", "bounced inactive permanent recipient"),
            ("bounce", "51", "bounced blocked permanent recipient"),
            ("bounce", "52", "bounced content permanent message"),
            ("bounce", "54", "bounced relaying permanent recipient"),
            ("out_of_band", "60", "other"), ("out_of_band", "90", "unsubscribed"),
            ("out_of_band", "100", "other"),
            ("bounce", "999", "bounced other permanent recipient"),
            ("delay", "22", "delayed mailboxFull transient recipient"),
            ("delay", "10", "delayed other transient recipient"),
            ("policy_rejection", "25", "bounced policy permanent message"),
            ("generation_failure", "", "bounced content permanent message"),
            ("delivery", "", "other"),
        ])
    func sparkPostClasses(type: String, code: String, expected: String) throws {
        let body = #"{"msys": {"message_event": {"type": "\#(type)", "bounce_class": "\#(code)"}}}"#
        #expect(try summary(events(.sparkpost, body)).replacing(" -", with: "") == expected)
    }

    @Test("SparkPost: an address on its list says nothing of the mailbox")
    func sparkPostSuppressed() throws {
        let told = try events(
            .sparkpost,
            """
            {"msys": {"message_event": {"type": "policy_rejection", "error_code": "554",
             "rcpt_to": "ann@inbox.test",
             "raw_reason": "554 5.7.1 recipient address suppressed due to customer policy"}}}
            """)
        #expect(summary(told) == "bounced ann@inbox.test policy permanent recipient 5.7.1")
        #expect(told[0].failure?.bounce == nil)
    }
}
