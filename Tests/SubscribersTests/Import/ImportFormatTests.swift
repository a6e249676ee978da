// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Subscribers

@Suite("The export of another service")
struct ImportFormatTests {
    private static let exports = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/Exports")

    @Test(
        "is recognised, and every row becomes what its golden file says",
        arguments: [
            "mailchimp-subscribed", "mailchimp-unsubscribed", "mailchimp-cleaned", "substack", "ghost",
            "buttondown", "beehiiv", "listmonk",
        ])
    func fixtures(name: String) throws {
        let file = Self.exports.appending(path: "\(name).csv")
        let golden = Self.exports.appending(path: "\(name).txt")
        let reading = try SubscriberText(bytes: Array(Data(contentsOf: file))).reading()
        #expect(try reading == String(contentsOf: golden, encoding: .utf8))
    }

    @Test("Mailchimp's file of everybody says in each row who left and whose address bounced")
    func wholeMailchimp() throws {
        let text = """
            Email Address,OPTIN_TIME,UNSUB_TIME,CLEAN_TIME,LAST_CHANGED,LEID,EUID
            here@inbox.test,2020-01-01 00:00:00,,,2020-01-01 00:00:00,1,a
            left@inbox.test,2020-01-01 00:00:00,2021-02-03 04:05:06,,2021-02-03 04:05:06,2,b
            dead@inbox.test,2020-01-01 00:00:00,,2021-02-03 04:05:06,2021-02-03 04:05:06,3,c
            odd@inbox.test,2020-01-01 00:00:00,03/02/2021 4:05 AM,,2021-02-03 04:05:06,4,d

            """
        #expect(
            try SubscriberText(text).reading() == """
                Mailchimp
                line 2: here@inbox.test
                  joined: 2020-01-01T00:00:00.000Z
                  attributes: {}
                line 3: left@inbox.test
                  status: unsubscribed
                  joined: 2020-01-01T00:00:00.000Z
                  left: 2021-02-03T04:05:06.000Z
                  attributes: {}
                line 4: dead@inbox.test
                  status: bounced
                  joined: 2020-01-01T00:00:00.000Z
                  attributes: {}
                line 5: rejected: “03/02/2021 4:05 AM” in “UNSUB_TIME” is no time that is understood: it does not say whether they left

                """)
    }

    @Test("Beehiiv's reader who is active with a time of leaving is taken as gone")
    func beehiivReturner() throws {
        let row = try SubscriberText(
            "email,status,tier,created_at,unsubscribed_at\n"
                + "ann@inbox.test,active,free,2023-01-02 03:04:05 UTC,2023-06-07 08:09:10 UTC\n"
        ).row()
        #expect(row.status == .unsubscribed)
        #expect(row.left == ImportTime.milliseconds("2023-06-07 08:09:10"))
    }

    @Test(
        "is known by its columns alone",
        arguments: [
            ("email,active_subscription,email_disabled", "Substack"),
            ("email,subscription_source_free,start_date", "Substack"),
            ("email,subscribed_to_emails,complimentary_plan,products", "Ghost"),
            ("email_address,secondary_id,type", "Buttondown"), ("Email,Status,Tier,Created_At", "Beehiiv"),
            ("uuid,email,name,attributes,status", "listmonk"), ("Email Address,LEID,EUID,TAGS", "Mailchimp"),
            ("First Name,E-mail 1 - Value", "Google contacts"),
            ("First Name,E-mail Address,E-mail 2 Address", "Outlook contacts"),
            ("email,status,created_at", "CSV"), ("email,name", "CSV"),
        ])
    func recognised(header: String, name: String) throws {
        #expect(try SubscriberText(header).columns().format.name == name)
    }

    @Test(
        "a service's word for a status is understood",
        arguments: [
            (.active, ["active", "Subscribed", "ENABLED", "true", "1", "premium", "gifted", "past_due"]),
            (.unconfirmed, ["unconfirmed", "pending", "unactivated", "needs_attention"]),
            (.unsubscribed, ["unsubscribed", "inactive", "cancelled", "False", "0"]),
            (.bounced, ["cleaned", "undeliverable", "invalid"]), (.complained, ["complained", "spam"]),
            (.suppressed, ["blocklisted", "disabled", "removed"]),
            (nil, ["", "maybe", "2", "subscribedd"]),
        ] as [(ImportStatus?, [String])])
    func words(status: ImportStatus?, words: [String]) {
        for word in words { #expect(ImportStatus(word: word) == status, "\(word)") }
    }
}
