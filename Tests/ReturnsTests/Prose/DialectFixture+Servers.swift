// SPDX-License-Identifier: Apache-2.0

extension DialectFixture {
    static let servers: [DialectFixture] = [
        DialectFixture(
            dialect: "qmail, Yahoo, AOL",
            text: """
                Hi. This is the qmail-send program at mx.test.
                I'm afraid I wasn't able to deliver your message to the following addresses.
                This is a permanent error; I've given up. Sorry it didn't work out.

                <ann@inbox.test>:
                192.0.2.7 does not like recipient.
                Remote host said: 550 5.1.1 User unknown
                Giving up on 192.0.2.7.

                <bo@inbox.test>:
                Sorry, no mailbox here by that name. (#5.1.1)

                --- Below this line is a copy of the message.

                <cy@inbox.test>: hello
                """,
            expected: [
                "ann@inbox.test failed unknownUser permanent", "bo@inbox.test failed unknownUser permanent",
            ]),
        DialectFixture(
            dialect: "qmail, Yahoo, AOL", from: "mailer-daemon@portal.test", subject: "Failure Notice",
            text: """
                Sorry, we were unable to deliver your message to the following address.

                <ann@inbox.test>:
                552: 5.2.2 This mailbox is over its quota

                --- Below this line is a copy of the message.
                """,
            expected: ["ann@inbox.test failed mailboxFull permanent"]),
        DialectFixture(
            dialect: "qmail, Yahoo, AOL", subject: "failure notice",
            text: """
                We're sorry. There's a problem with the e-mail address(es) you're trying
                to send to.

                <ann@inbox.test>:
                child status 100...The e-mail message could not be delivered because the user's mailfolder \
                is full.
                """,
            expected: ["ann@inbox.test failed mailboxFull permanent"]),
        DialectFixture(
            dialect: "Postfix, Yandex",
            text: """
                This is the mail system at host mx.test.

                I'm sorry to have to inform you that your message could not
                be delivered to one or more recipients. It's attached below.

                For further assistance, please send mail to postmaster.

                <ann@inbox.test>: host mx.inbox.test[192.0.2.7] said: 550 5.7.1
                    Service refused (in reply to RCPT TO command)

                <bo@inbox.test>: unknown user: "bo"
                """,
            expected: [
                "ann@inbox.test failed policy permanent", "bo@inbox.test failed unknownUser permanent",
            ]),
        DialectFixture(
            dialect: "Postfix, Yandex",
            text: """
                This is the mail system at host mx.test.

                ####################################################################
                # THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #
                ####################################################################

                Your message could not be delivered for more than 4 hour(s).
                It will be retried until it is 5 day(s) old.

                <ann@inbox.test>: connect to mx.inbox.test[192.0.2.7]:25: Connection timed out
                """,
            expected: ["ann@inbox.test delayed other transient"]),
        DialectFixture(
            dialect: "Courier", from: "\"Courier mail server at mx.test\" <@>",
            subject: "NOTICE: mail delivery status.",
            text: """
                This is a delivery status notification from mx.test,
                running the Courier mail server, version 1.4.

                The original message was received on Mon, 23 Nov 2026 06:00:00 +0000
                from news.test (news.test [192.0.2.1])

                ---------------------------------------------------------------------

                                           UNDELIVERABLE MAIL

                Your message to the following recipients cannot be delivered:

                <ann@inbox.test>:
                    mx.inbox.test [192.0.2.7]:
                >>> RCPT TO:<ann@inbox.test>
                <<< 550 User unknown.

                ---------------------------------------------------------------------
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "OpenSMTPD", from: "Mailer Daemon <MAILER-DAEMON@mx.test>",
            subject: "Delivery status notification: error",
            text: """
                    Hi!

                    This is the MAILER-DAEMON, please DO NOT REPLY to this e-mail.

                    An error has occurred while attempting to deliver a message for
                    the following list of recipients:

                ann@inbox.test: 550 5.2.2 <ann@inbox.test>... Mailbox full

                    Below is a copy of the original message:

                bo@inbox.test: hello
                """,
            expected: ["ann@inbox.test failed mailboxFull permanent"]),
        DialectFixture(
            dialect: "OpenSMTPD, delayed", from: "Mailer Daemon <MAILER-DAEMON@mx.test>",
            text: """
                A message is delayed for more than 0 seconds for the following
                list of recipients:

                ann@inbox.test: Envelope expired
                """,
            expected: ["ann@inbox.test failed network transient"]),
        DialectFixture(
            dialect: "dma", from: "MAILER-DAEMON <>", subject: "Mail delivery failed",
            text: """
                This is the DragonFly Mail Agent v0.13 at mx.test.

                There was an error delivering your mail to <ann+tag=1@inbox.test>.

                mx.inbox.test [192.0.2.7] did not like our RCPT TO:
                550-Verification failed for <ann+tag=1@inbox.test>
                550-No Such User Here
                550 Goodbye

                Message headers follow.

                To: bo@inbox.test
                """,
            expected: ["ann+tag=1@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "dma", from: "MAILER-DAEMON <>", subject: "Mail delivery failed",
            text: """
                There was an error delivering your mail to <ann@inbox.test>.

                DNS lookup failure: host inbox.test not found

                Message headers follow.
                """,
            expected: ["ann@inbox.test failed network permanent"]),
        DialectFixture(
            dialect: "dma", from: "MAILER-DAEMON <>", subject: "Mail delivery failed",
            text: """
                There was an error delivering your mail to <ann@inbox.test>.

                Could not deliver for the last 432000 seconds. Giving up.

                Original message follows.
                """,
            expected: ["ann@inbox.test failed network transient"]),
        DialectFixture(
            dialect: "OpenSMTPD, delayed", from: "Mailer Daemon <MAILER-DAEMON@mx.test>",
            subject: "Delivery status notification: warning",
            text: """
                    A message is delayed for more than 4 hours for the following
                    list of recipients:

                ann@inbox.test: Connection timeout

                    Please note that this is only a temporary failure report.
                """,
            expected: ["ann@inbox.test delayed other transient"]),
        DialectFixture(
            dialect: "Exim, iCloud",
            text: """
                This message was created automatically by mail delivery software.

                A message that you sent could not be delivered to one or more of its
                recipients. This is a permanent error. The following address(es) failed:

                  ann@inbox.test
                    SMTP error from remote mail server after RCPT TO:<ann@inbox.test>:
                    host mx.inbox.test [192.0.2.7]: 552 5.2.2 Mailbox full
                  bo@inbox.test
                    Unrouteable address

                ------ This is a copy of the message, including all the headers. ------

                  cy@inbox.test
                """,
            expected: [
                "ann@inbox.test failed mailboxFull permanent", "bo@inbox.test failed unknownUser permanent",
            ]),
        DialectFixture(
            dialect: "Exim, iCloud", subject: "Mail System Error - Undeliverable Mail",
            text: """
                This message was created automatically by the mail system (ecelerity).

                A message that you sent could not be delivered to one or more of its
                recipients. This is a permanent error. The following address(es) failed:

                >>> ann@inbox.test (after RCPT TO): 550 5.1.1 <ann@inbox.test>: user does not exist
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "Exim, delayed", subject: "Warning: message 1abcde-000000-00 delayed 24 hours",
            text: """
                This message was created automatically by mail delivery software.
                A message that you sent has not yet been delivered to one or more of its
                recipients after more than 24 hours on the queue on mx.test.

                The address to which the message has not yet been delivered is:

                  ann@inbox.test
                    Delay reason: connection timed out

                No action is required on your part. Delivery attempts will continue for
                some time.
                """,
            expected: ["ann@inbox.test delayed other transient"]),
        DialectFixture(
            dialect: "Sendmail, docomo", subject: "Returned mail: see transcript for details",
            text: """
                The original message was received at Mon, 23 Nov 2026 06:00:00 GMT
                from news.test [192.0.2.1]

                   ----- The following addresses had permanent fatal errors -----
                <ann@inbox.test>
                    (reason: 550 5.1.1 <ann@inbox.test>... User unknown)
                <bo@inbox.test>
                    (reason: 552 5.2.2 Mailbox full)

                   ----- Transcript of session follows -----
                ... while talking to mx.inbox.test.:
                >>> DATA
                <<< 550 5.1.1 <ann@inbox.test>... User unknown
                """,
            expected: [
                "ann@inbox.test failed unknownUser permanent", "bo@inbox.test failed mailboxFull permanent",
            ]),
        DialectFixture(
            dialect: "Sendmail, docomo",
            text: """
                   ----- The following addresses had delivery problems -----
                <ann@mobile.test>   (unrecoverable error)
                    550 Unknown user ann@mobile.test
                """,
            expected: ["ann@mobile.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "Sendmail, delayed", subject: "Warning: could not send message for past 4 hours",
            text: """
                    **********************************************
                    **      THIS IS A WARNING MESSAGE ONLY      **
                    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **
                    **********************************************

                   ----- The following addresses had transient non-fatal errors -----
                <ann@inbox.test>

                   ----- Transcript of session follows -----
                451 4.4.1 reply: read error from mx.inbox.test.
                Warning: message still undelivered after 4 hours
                Will keep trying until message is 5 days old
                """,
            expected: ["ann@inbox.test delayed network transient"]),
        DialectFixture(
            dialect: "Smail, T-Online",
            text: """
                |------------------------- Message log follows: -------------------------|
                 no valid recipients were found for this message
                |------------------------- Failed addresses follow: ---------------------|
                 <ann@inbox.test> ... unknown user
                |------------------------- Message text follows: ------------------------|
                To: bo@inbox.test
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "Google, delayed", from: "Mail Delivery Subsystem <mailer-daemon@google.test>",
            subject: "Delivery Status Notification (Delay)",
            text: """
                ** Delivery incomplete **

                There was a temporary problem delivering your message to ann@inbox.test. Gmail will
                retry for 45 more hours. You'll be notified if the delivery fails permanently.

                The response was:

                The recipient server did not accept our requests to connect.
                """,
            expected: ["ann@inbox.test delayed other transient"]),
        DialectFixture(
            dialect: "Google", from: "Mail Delivery Subsystem <mailer-daemon@google.test>",
            subject: "Delivery Status Notification (Failure)",
            text: """
                ** Address not found **

                Your message wasn't delivered to ann@inbox.test because the address couldn't be
                found, or is unable to receive mail.

                The response from the remote server was:
                550 5.1.1 The email account that you tried to reach does not exist. Please try
                double-checking the recipient's email address for typos.
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "Google", from: "Mail Delivery Subsystem <mailer-daemon@google.test>",
            type: "text/html; charset=utf-8",
            text: """
                <html><head><style>* { font-family: Roboto \
                }</style></head><body><table><tr><td><h2>Recipient inbox full</h2>
                <p>Your message couldn't be delivered to <a \
                href="mailto:ann@inbox.test"><b>ann@inbox.test</b></a>.
                Their inbox is full, or it&#39;s getting too much mail right \
                now.</p></td></tr></table></body></html>
                """,
            expected: ["ann@inbox.test failed mailboxFull permanent"]),
        DialectFixture(
            dialect: "Exchange, Microsoft 365, delayed", from: "postmaster@mx.test",
            subject: "Delivery delayed: Morning",
            text: """
                Delivery is delayed to these recipients or groups:

                ann@inbox.test (ann@inbox.test)

                Subject: Morning

                This message hasn't been delivered yet. Delivery will continue to be attempted.
                """,
            expected: ["ann@inbox.test delayed other transient"]),
        DialectFixture(
            dialect: "Exchange, Microsoft 365, MailEnable", from: "System Administrator <postmaster@mx.test>",
            subject: "Undeliverable: Morning",
            text: """
                Your message did not reach some or all of the intended recipients.

                      Subject:  Morning
                      Sent:     23.11.2026 06:00

                The following recipient(s) could not be reached:

                      ann@inbox.test on 23.11.2026 06:01
                            The e-mail account does not exist at the organization this message was sent to.
                            <mx.test #5.1.1>
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "Exchange, Microsoft 365, MailEnable", from: "postmaster@mx.test",
            subject: "Undeliverable: Morning",
            text: """
                Delivery has failed to these recipients or groups:

                ann@inbox.test
                The email address that you entered couldn't be found.

                Diagnostic information for administrators:

                Generating server: mx.test

                ann@inbox.test
                Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found'

                Original message headers:

                From: bo@inbox.test
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "Exchange, Microsoft 365, MailEnable", from: "postmaster@mx.test",
            subject: "Message Delivery Failure",
            text: """
                MailEnable: Message could not be delivered to some recipients.
                The following recipient(s) could not be reached:

                Recipient: [SMTP:ann@inbox.test]
                Reason: The message could not be delivered because the domain name (inbox.test) does not \
                appear to be
                registered.

                Message headers follow:
                To: <bo@inbox.test>
                """,
            expected: ["ann@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "Exchange, Microsoft 365, MailEnable", from: "System Administrator <postmaster@mx.test>",
            subject: "Undeliverable: Morning",
            text: """
                did not reach the following recipient(s):

                c=US;a= ;p=MX;o=OFFICE;dda:SMTP=ann@inbox.test; on Mon, 23 Nov 2026 06:01:00 +0000
                    The recipient name is not recognized
                """,
            expected: ["ann@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "Amazon SES", subject: "Delivery Status Notification (Failure)",
            text: """
                An error occurred while trying to deliver the mail to the following recipients:
                ann@inbox.test
                bo@inbox.test
                """,
            expected: ["ann@inbox.test failed other permanent", "bo@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "Domino, Notes", from: "Postmaster@mx.test",
            subject: "DELIVERY FAILURE: User ann (ann@inbox.test) not listed in Domino Directory",
            text: """
                Your message

                  Subject: Morning

                was not delivered to:

                  ann@inbox.test

                because:

                  550 5.1.1 <ann@inbox.test>: User unknown
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "Domino, Notes", from: "Postmaster@mx.test", subject: "DELIVERY FAILURE: User ann",
            text: """
                was not delivered to:

                  ann@inbox.test

                because:

                  User ann (ann@inbox.test) not listed in public Name & Address Book
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "Domino, Notes", from: "POSTMASTER@mx.test", subject: "Undeliverable message",
            text: """
                ------- Failure Reasons  --------

                Message has exceeded maximum hop count
                ann@inbox.test

                ------- Returned Message --------
                To: bo@inbox.test
                """,
            expected: ["ann@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "GroupWise", subject: "Message status - undeliverable",
            text: """
                The message that you sent was undeliverable to the following:
                \tann@inbox.test (user not found)
                \tbo@inbox.test (mailbox is full)

                """,
            expected: [
                "ann@inbox.test failed unknownUser permanent", "bo@inbox.test failed mailboxFull permanent",
            ]),
        DialectFixture(
            dialect: "GroupWise", from: "Mailer-Daemon@mx.test", subject: "Mail delivery failed",
            text: """
                The attached file had the following undeliverable recipient(s):
                \tann@inbox.test

                Transcript of session follows:
                   Command:  RCPT TO:<ann@inbox.test>
                   Response: 550 5.1.1 No such user
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "MDaemon", from: "MDaemon@mx.test", subject: "Permanent Delivery Failure",
            text: """
                The attached message had PERMANENT fatal delivery errors!

                The following addresses did NOT receive a copy of your message:

                > ann@inbox.test

                --- Session Transcript ---
                 RCPT To:<ann@inbox.test>
                 550 5.1.1 User unknown
                --- End Transcript ---
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "Kerio", from: "postmaster@mx.test", subject: "Undeliverable mail: Morning",
            text: """
                Your message has encountered some problems during delivery.
                Here follows the detailed report:

                  Recipient: <ann@inbox.test>
                  Error: 550 5.1.1 User unknown
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "Zoho", from: "mailer-daemon@mail.zoho.test",
            subject: "Undelivered Mail Returned to Sender",
            text: """
                This message was created automatically by mail delivery software.
                A message that you sent could not be delivered to one or more of its recipients. This is a \
                permanent error.

                ann@inbox.test Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <ann@inbox.test>: User \
                unknown
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "Sun, Oracle", from: "Internet Mail Delivery <postmaster@mx.test>",
            subject: "Delivery Notification: Delivery has failed",
            text: """
                This report relates to a message you sent with the following header fields:

                  Message-id: <17@news.test>
                  From: Newsroom <bo@inbox.test>

                Your message cannot be delivered to the following recipients:

                  Recipient address: ann@inbox.test
                  Reason: Remote SMTP server has rejected address
                  Diagnostic code: smtp;550 5.1.1 <ann@inbox.test>: User unknown
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "KDDI, au", from: "Postmaster@mobile.test", subject: "Mail System Error - Returned Mail",
            text: """
                Your mail sent on: Mon, 23 Nov 2026 06:00:00 +0900
                    Could not be delivered to: <ann@mobile.test>
                    As their mailbox is full.
                """,
            expected: ["ann@mobile.test failed mailboxFull permanent"]),
        DialectFixture(
            dialect: "KDDI, au", from: "Postmaster@mobile.test", subject: "Mail System Error - Returned Mail",
            text: """
                The user(s) account is disabled.

                <ann@mobile.test>: 550 user unknown: ann
                """,
            expected: ["ann@mobile.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "InterScan, InterMail", from: "gateway@mx.test", subject: "Mail could not be delivered",
            text: """
                ****** Message from InterScan Messaging Security Suite ******

                Sent <<< RCPT TO:<ann@inbox.test>
                Received >>> 550 5.1.1 unknown user.

                Unable to deliver message to <ann@inbox.test> (and other recipients in the same domain).
                """,
            expected: ["ann@inbox.test failed unknownUser permanent"]),
        DialectFixture(
            dialect: "Mimecast", subject: "[Postmaster] Email Delivery Failure",
            text: """
                This is a delivery failure notification message indicating that
                an email addressed to email address :
                -- ann@inbox.test

                could not be delivered. The problem appears to be :
                -- Recipient server unavailable or busy

                Additional information follows :
                -- 4.4.4 Temporary server error.
                """,
            expected: ["ann@inbox.test failed network transient"]),
        DialectFixture(
            dialect: "LISTSERV, LSMTP", from: "\"LSMTP\" <postmaster@mx.test>", subject: "Undelivered mail",
            text: """
                An error was detected while processing the enclosed message.

                --> Error description:
                Error-for:  ann@inbox.test
                Error-Code: 3
                Error-Text: 550 5.1.1 User unknown

                Error-for:  bo@inbox.test
                Error-Code: 3
                Error-Text: 552 5.2.2 Mailbox full

                Error-End:  2 errors reported.
                """,
            expected: [
                "ann@inbox.test failed unknownUser permanent", "bo@inbox.test failed mailboxFull permanent",
            ]),
        DialectFixture(
            dialect: "EarthLink", subject: "failure notice",
            text: """
                Sorry, unable to deliver your message to ann@inbox.test for
                the following reason:

                 552 Quota violation for ann.lee@inbox.test
                """,
            expected: [
                "ann@inbox.test failed other permanent", "ann.lee@inbox.test failed mailboxFull permanent",
            ]),
        DialectFixture(
            dialect: "AOL, by screen names", from: "Mail Delivery Subsystem <MAILER-DAEMON@portal.test>",
            subject: "Mail Delivery Problem",
            text: """
                Your mail to the following recipients could not be delivered because they are not accepting \
                mail from
                news@news.test:
                \tannlee
                \tbolund
                """,
            expected: [
                "annlee@portal.test failed other permanent", "bolund@portal.test failed other permanent",
            ]),
        DialectFixture(
            dialect: "phquery", from: "MAILER-DAEMON@inbox.test",
            subject: "Returned mail - nameserver error report",
            text: """
                 --------Message not delivered to the following:

                 ann    No matches to nameserver query

                 --------Error Detail (phquery V4.4):

                 Use finger NAME@inbox.test before you write.
                """,
            expected: ["ann@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "LLNL", from: "postmaster@lab.test", subject: "FAILED MAIL to \"ann\"",
            text: """
                The address to which your message was addressed, ann@lab.test, did not exactly match an \
                address here.

                  Ann B. Lee      +1 555 0100      lee4@lab.test
                """,
            expected: ["ann@lab.test failed other permanent"]),
        DialectFixture(
            dialect: "IMail", from: "Postmaster <postmaster@mx.test>", subject: "Undeliverable Mail",
            text:
                "Unknown user: ann@inbox.test\n\nUnknown user: bo@inbox.test\n\nOriginal message follows.\n",
            expected: [
                "ann@inbox.test failed unknownUser permanent", "bo@inbox.test failed unknownUser permanent",
            ]),
        DialectFixture(
            dialect: "IMail", from: "Postmaster <postmaster@mx.test>", subject: "Undeliverable Mail",
            text: """
                Invalid final delivery userid: ann@inbox.test

                Original message follows.

                To: bo@inbox.test
                """,
            expected: ["ann@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "others, delayed", from: "Postmaster <postmaster@mx.test>",
            subject: "Mail Delivery Warning",
            text: """
                Delivery of email to this address

                "ann@inbox.test"

                has been postponed due to a full mailbox.

                We will continue to try to deliver your message over the next few days.
                """,
            expected: ["ann@inbox.test delayed other transient"]),
        DialectFixture(
            dialect: "others", from: "gateway@mx.test", subject: "Delivery failure notification",
            text: """
                Your message with Subject: Morning
                could not be delivered to the following recipients:

                ann@inbox.test
                bo@inbox.test
                """,
            expected: ["ann@inbox.test failed other permanent", "bo@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "whoever marks recipients",
            text: "Oh dear.\n\n<ann@inbox.test>:\n\n<bo@inbox.test>:\n550 5.1.1 Nobody\n",
            expected: [
                "ann@inbox.test failed unknownUser permanent", "bo@inbox.test failed unknownUser permanent",
            ]),
        DialectFixture(
            dialect: "others, in common words",
            text: "The server could not deliver the copy for\n\n    ann@inbox.test\n",
            expected: ["ann@inbox.test failed other permanent"]),
        DialectFixture(
            dialect: "others, in a line", text: "Sorry: mailbox unavailable, ann@inbox.test\n",
            expected: ["ann@inbox.test failed other permanent"]),
    ]
}
