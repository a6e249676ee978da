// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@testable import Returns

@Suite("What Amazon SES tells of mail")
struct SESEventTests {
    private static let mail = """
        "mail": {"timestamp": "2026-11-29T05:59:00.000Z", "messageId": "0102-aa",
          "source": "bounces+t0ken@paper.test",
          "destination": ["ann@inbox.test"], "headersTruncated": false,
          "headers": [{"name": "From", "value": "news@paper.test"},
            {"name": "x-daybreak-ref", "value": "ref"}],
          "commonHeaders": {"messageId": "<k3y.7@paper.test>"},
          "tags": {"ses:source-ip": ["192.0.2.1"], "daybreak_ref": ["tag"]}}
        """

    private static func record(_ type: String, _ fields: String) -> String {
        "{\"eventType\": \"\(type)\", \(fields), \(mail)}"
    }

    private static let bounce = record(
        "Bounce",
        """
        "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "feedbackId": "fb-1",
          "timestamp": "2026-11-29T06:00:00.500Z", "reportingMTA": "dns; amazonses.test",
          "remoteMtaIp": "192.0.2.7",
          "bouncedRecipients": [{"emailAddress": "ann@inbox.test", "action": "failed", "status": "5.1.1",
            "diagnosticCode": "smtp; 550 5.1.1 <ann@inbox.test>... User unknown"}]}
        """)

    @Test("A bounce is the same bare, by its older name and inside a message of SNS")
    func bounces() throws {
        let told = try events(.ses, Self.bounce)
        #expect(summary(told) == "bounced ann@inbox.test unknownUser permanent recipient 5.1.1")
        let event = try #require(told.first)
        #expect(event.identifier == "fb-1" && event.at == 1_795_932_000_500 && event.server == "192.0.2.7")
        #expect(event.messageID == "k3y.7@paper.test")
        #expect(event.references == ["bounces+t0ken@paper.test", "ref", "tag"])
        #expect(try events(.ses, Self.bounce.replacing("eventType", with: "notificationType")) == told)
        let wrapped = try JSONEncoder().encode([
            "Type": "Notification", "MessageId": "m", "TopicArn": "arn:t", "Message": Self.bounce,
        ])
        #expect(try ProviderEvent.all(in: Array(wrapped), from: .ses) == told)
        let lines = Self.bounce.replacing("\n", with: " ")
        #expect(try events(.ses, "\(lines)\n\(lines)\n") == told + told)
    }

    @Test("What SNS says of itself, and its greeting, tell nothing")
    func envelopes() throws {
        let messages = [
            #"{"Type": "SubscriptionConfirmation", "TopicArn": "arn:t", "Message": "You have chosen"}"#,
            #"{"Type": "Notification", "TopicArn": "arn:t", "Message": "Successfully validated SNS topic"}"#,
        ]
        for message in messages { #expect(try events(.ses, message).isEmpty) }
        let greeting = #"{"notificationType": "AmazonSnsSubscriptionSucceeded", "message": "Hello"}"#
        #expect(try summary(events(.ses, greeting)) == "other -")
        #expect(throws: ProviderFault.missing(.ses, event: 1, field: "Message")) {
            try events(.ses, #"{"Type": "Notification", "TopicArn": "arn:t", "Message": "{\"eventType\""}"#)
        }
        #expect(throws: ProviderFault.missing(.ses, event: 1, field: "eventType")) {
            try events(.ses, #"{"Type": "Notification", "TopicArn": "arn:t", "Message": "{}"}"#)
        }
    }

    @Test(
        "Bounces are of a type and a subtype, where no server is quoted",
        arguments: [
            ("Permanent", "General", "inactive permanent recipient"),
            ("Permanent", "NoEmail", "unknownUser permanent recipient"),
            ("Permanent", "Suppressed", "policy permanent recipient"),
            ("Permanent", "OnAccountSuppressionList", "policy permanent recipient"),
            ("Permanent", "UnsubscribedRecipient", "policy permanent recipient"),
            ("Transient", "General", "other transient recipient"),
            ("Transient", "MailboxFull", "mailboxFull transient recipient"),
            ("Transient", "MessageTooLarge", "size permanent message"),
            ("Transient", "ContentRejected", "content permanent message"),
            ("Transient", "CustomTimeoutExceeded", "network transient domain"),
            ("Undetermined", "Undetermined", "other transient recipient"),
            ("Surprise", "", "other transient recipient"),
        ])
    func classes(type: String, subtype: String, expected: String) throws {
        let bounce = """
            "bounce": {"bounceType": "\(type)", "bounceSubType": "\(subtype)",
              "bouncedRecipients": [{"emailAddress": "ann@inbox.test"}]}
            """
        let told = try events(.ses, Self.record("Bounce", bounce))
        #expect(summary(told) == "bounced ann@inbox.test \(expected)")
    }

    @Test("An address on Amazon's list says nothing of the mailbox, unless Amazon says why it is there")
    func suppressions() throws {
        func failure(_ words: String) throws -> Failure? {
            try events(
                .ses,
                Self.record(
                    "Bounce",
                    """
                    "bounce": {"bounceType": "Permanent", "bounceSubType": "Suppressed", "bouncedRecipients":
                      [{"emailAddress": "ann@inbox.test", "status": "5.1.1", "diagnosticCode": "\(words)"}]}
                    """)
            ).first?.failure
        }
        #expect(try failure("The address is on the suppression list for your account")?.bounce == nil)
        let why = "suppressed because it has a recent history of bouncing as an invalid address"
        #expect(try failure(why)?.bounce == .unknownUser)
    }

    @Test("Several recipients of one bounce have an event each, with its own identifier")
    func several() throws {
        let told = try events(
            .ses,
            Self.record(
                "Bounce",
                """
                "bounce": {"bounceType": "Transient", "bounceSubType": "General", "feedbackId": "fb-1",
                  "bouncedRecipients": [{"emailAddress": "Ann <ann@inbox.test>"},
                    {"emailAddress": "bob@inbox.test"}]}
                """))
        #expect(told.map(\.recipient?.localPart) == ["ann", "bob"])
        #expect(told.map(\.identifier) == ["fb-1 Ann <ann@inbox.test>", "fb-1 bob@inbox.test"])
    }

    @Test(
        "The other types",
        arguments: [
            (
                "DeliveryDelay",
                """
                "deliveryDelay": {"delayType": "MailboxFull", "timestamp": "2026-11-29T06:00:00Z",
                  "delayedRecipients": [{"emailAddress": "ann@inbox.test"}]}
                """,
                "delayed ann@inbox.test mailboxFull transient recipient"
            ),
            (
                "DeliveryDelay",
                """
                "deliveryDelay": {"delayType": "TransientCommunicationFailure", "delayedRecipients":
                  [{"emailAddress": "ann@inbox.test", "status": "4.4.1",
                    "diagnosticCode": "smtp; 451 4.4.1 no route"}]}
                """,
                "delayed ann@inbox.test network transient recipient 4.4.1"
            ),
            (
                "DeliveryDelay", #""deliveryDelay": {"delayType": "IPFailure"}"#,
                "delayed ann@inbox.test rateLimited transient domain"
            ),
            (
                "Complaint", #""complaint": {"complainedRecipients": [{"emailAddress": "cyd@inbox.test"}]}"#,
                "complained cyd@inbox.test"
            ),
            (
                "Complaint", #""complaint": {"complaintSubType": "OnAccountSuppressionList"}"#,
                "bounced ann@inbox.test policy permanent recipient"
            ),
            (
                "Complaint", #""complaint": {"complaintFeedbackType": "not-spam"}"#,
                "other ann@inbox.test"
            ),
            (
                "Reject", #""reject": {"reason": "Bad content"}"#,
                "bounced ann@inbox.test content permanent message"
            ),
            (
                "Rendering Failure", #""failure": {"errorMessage": "Attribute missing"}"#,
                "bounced ann@inbox.test content permanent message"
            ),
            (
                "Subscription", #""subscription": {"newTopicPreferences": {"unsubscribeAll": true}}"#,
                "unsubscribed ann@inbox.test"
            ),
            (
                "Subscription",
                """
                "subscription": {"newTopicPreferences": {"unsubscribeAll": false, "topicSubscriptionStatus":
                  [{"topicName": "a", "subscriptionStatus": "OptOut"}]}, "oldTopicPreferences":
                  {"topicSubscriptionStatus":
                  [{"topicName": "a", "subscriptionStatus": "OptIn"}]}}
                """,
                "unsubscribed ann@inbox.test"
            ),
            (
                "Subscription",
                """
                "subscription": {"newTopicPreferences": {"topicSubscriptionStatus":
                  [{"topicName": "a", "subscriptionStatus": "OptIn"}]}, "oldTopicPreferences":
                  {"unsubscribeAll": true}}
                """,
                "other ann@inbox.test"
            ),
            ("Delivery", #""delivery": {"recipients": ["ann@inbox.test"]}"#, "other ann@inbox.test"),
            ("Open", #""open": {}"#, "other ann@inbox.test"),
        ])
    func types(type: String, fields: String, expected: String) throws {
        #expect(try summary(events(.ses, Self.record(type, fields))) == expected)
    }

    @Test("A delay has no identifier, but is known again by its message and time")
    func delays() throws {
        let delay = Self.record("DeliveryDelay", #""deliveryDelay": {"timestamp": "2026-11-29T06:00:00Z"}"#)
        #expect(try events(.ses, delay).first?.identifier == "0102-aa DeliveryDelay 2026-11-29T06:00:00Z")
    }
}
