// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import MailFormat
import NewsroomSupport
import SQLiteStore
import Sender
import Subscribers
import Testing

@testable import Newsroom
@testable import Web

@Suite("Asking for a list on the web, and confirming it")
struct SignUpWebTests {
    private let place: TemporaryNewsroom
    private let ann: EmailAddress

    init() async throws {
        place = try await TemporaryNewsroom(readers: 1)
        ann = try EmailAddress("ann@inbox.test")
        for list in [
            try MailingList(name: "weekend", title: "The Weekend", isPublic: true, isDouble: true),
            try MailingList(name: "alerts", title: "Alerts", isPublic: true),
            try MailingList(name: "staff", title: "Staff", isDouble: true),
        ] { try await place.newsroom.context.subscribers.create(list) }
    }

    private func browse(
        _ uri: String, _ method: HTTPRequest.Method = .get, body: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Answer {
        try await place.browse(uri, method, body: body, headers: headers)
    }

    private func signUp(_ fields: String, to list: String = "weekend") async throws
        -> Answer
    {
        try await browse("/subscribe/\(list)", .post, body: fields)
    }

    private func status(_ list: String = "weekend") async throws -> SubscriptionStatus? {
        guard let person = try await place.newsroom.context.subscribers.subscriber(ann) else { return nil }
        return try await place.newsroom.context.subscribers.subscriptions(of: person.id)
            .first { $0.list == list }?.status
    }

    private func story() async throws -> [ConsentEvent] {
        let person = try await place.newsroom.people.subscriber(ann)
        return try await place.newsroom.context.subscribers.story(of: person.id)
    }

    /// The letters that ask for confirmation: how many wait, in which mailing.
    private func letters() async throws -> (count: Int, mailing: MailingID)? {
        let mailings = try await place.newsroom.context.mailings.all().filter { $0.edition == nil }
        guard let latest = mailings.first else { return nil }
        var count = 0
        for mailing in mailings {
            count += try await place.newsroom.context.mailings.counts(of: mailing.id).values.reduce(0, +)
        }
        return (count, latest.id)
    }

    private func link(_ purpose: CapabilityToken.Purpose) async throws -> String {
        let mailing = try #require(try await letters()).mailing
        return try await place.token(purpose, mailing, of: try await place.newsroom.people.subscriber(ann).id)
    }

    @Test("the form names the list and the publication, and labels what is to be typed")
    func form() async throws {
        let answer = try await browse("/subscribe/weekend")
        #expect(answer.status == .ok)
        #expect(answer.page.contains("<title>Subscribe to The Weekend – "))
        for part in [
            "ask The Daily Caffeine to send you “The Weekend”", "<label for=\"address\">",
            "autocomplete=\"email\"",
            "<label for=\"first-name\">", "autocomplete=\"given-name\"",
        ] {
            #expect(answer.page.contains(part), "\(part)")
        }
        #expect(!answer.page.contains("aria-invalid=\"true\"") && !answer.page.contains("{{"))
    }

    @Test(
        "a list that is private, or none, is not found and takes nobody",
        arguments: ["staff", "none", "Weekend"])
    func privateList(name: String) async throws {
        #expect(try await browse("/subscribe/\(name)").status == .notFound)
        #expect(try await signUp("address=ann@inbox.test", to: name).status == .notFound)
        #expect(try await place.newsroom.context.subscribers.subscriber(ann) == nil)
    }

    @Test(
        "asking for a double list leaves the person unconfirmed and queues one mail, however often they ask")
    func double() async throws {
        var pages: Set<String> = []
        for _ in 0..<2 {
            let answer = try await signUp("address=ann%40inbox.test&first_name=Ann")
            #expect(answer.status == .ok && answer.page.contains("Look into your mailbox"))
            pages.insert(answer.page)
        }
        #expect(try await status() == .unconfirmed)
        #expect(try await letters()?.count == 1)
        _ = try await browse("/confirm/\(link(.confirm))", .post)
        #expect(try await place.newsroom.people.subscriber(ann).firstName == "Ann")
        pages.insert(try await signUp("address=ann%40inbox.test").page)
        #expect(pages.count == 1, "the answer tells whether somebody was here before")
    }

    @Test("asking for a list without double opt-in subscribes, and mails nothing")
    func single() async throws {
        for _ in 0..<2 {
            let answer = try await signUp("address=ann@inbox.test", to: "alerts")
            #expect(answer.status == .ok && answer.page.contains("You are subscribed"))
        }
        #expect(try await status("alerts") == .active)
        #expect(try await letters() == nil)
    }

    @Test("who must not be mailed gets the same answer as everyone, and no mail")
    func suppressed() async throws {
        let usual = try await signUp("address=ann@inbox.test").page
        let other = try EmailAddress("bob@inbox.test")
        _ = try await place.newsroom.context.subscribers.suppress(
            other, because: "legal", evidence: Evidence("test"))
        #expect(try await signUp("address=bob@inbox.test").page == usual.replacing("ann@", with: "bob@"))
        #expect(try await letters()?.count == 1)
    }

    @Test("GET of the link in the mail changes nothing; POST confirms, and again is no error")
    func confirm() async throws {
        _ = try await signUp("address=ann@inbox.test")
        let uri = "/confirm/\(try await link(.confirm))"
        let asked = try await browse(uri)
        #expect(asked.status == .ok && asked.page.contains("<form method=\"post\"><button"))
        #expect(try await status() == .unconfirmed)
        for _ in 0..<2 {
            let done = try await browse(uri, .post)
            #expect(done.status == .ok && done.page.contains("You are subscribed to The Weekend"))
            #expect(try await status() == .active)
        }
        let late = try await browse(uri)
        #expect(late.status == .ok && late.page.contains("You confirmed that already"))
        #expect(!late.page.contains("<form"))
        #expect(try await story().map(\.kind) == [.request, .confirm])
    }

    @Test("what was agreed to, where and with which browser is kept as evidence")
    func evidence() async throws {
        let headers: HTTPFields = [.userAgent: "Walrus/1 \"é\"", .init("X-Forwarded-For")!: "203.0.113.7"]
        _ = try await place.browse(
            "/subscribe/weekend", .post, body: "address=ann@inbox.test&form=forged", headers: headers,
            isBehindProxy: true)
        let token = try await link(.confirm)
        _ = try await place.browse("/confirm/\(token)", .post, headers: headers, isBehindProxy: true)
        let story = try await story()
        #expect(story.map(\.source) == ["sign-up form", "confirmation link"])
        #expect(
            story.map(\.evidence) == [
                #"{"form":"2026-11","ip":"203.0.113.7","userAgent":"Walrus/1 \"é\""}"#,
                #"{"ip":"203.0.113.7","userAgent":"Walrus/1 \"é\""}"#,
            ])
    }

    @Test("a link to confirm does nothing else, and no other link confirms")
    func purposes() async throws {
        _ = try await signUp("address=ann@inbox.test")
        let confirm = try await link(.confirm)
        for path in ["/unsubscribe/", "/preferences/", "/browser/"] {
            #expect(try await browse(path + confirm).status == .notFound)
        }
        #expect(try await browse("/unsubscribe/\(confirm)", .post).status == .notFound)
        #expect(try await browse("/preferences/\(confirm)", .post, body: "leave=weekend").status == .notFound)
        for purpose in [CapabilityToken.Purpose.unsubscribe, .browser, .preferences, .report] {
            let uri = "/confirm/\(try await link(purpose))"
            #expect(try await browse(uri).status == .notFound)
            #expect(try await browse(uri, .post).status == .notFound)
        }
        #expect(try await status() == .unconfirmed)
        let answer = try await browse("/unsubscribe/\(link(.unsubscribe))", .post)
        #expect(answer.status == .ok)
        #expect(try await status() == .unsubscribed)
    }

    @Test("who unsubscribed is not brought back by the old link, but shown where to ask again")
    func left() async throws {
        _ = try await signUp("address=ann@inbox.test")
        let uri = "/confirm/\(try await link(.confirm))"
        _ = try await browse(uri, .post)
        _ = try await browse("/unsubscribe/\(link(.unsubscribe))", .post)
        for method in [HTTPRequest.Method.get, .post] {
            let answer = try await browse(uri, method)
            #expect(answer.status == .notFound && answer.page.contains("does not work any more"))
            #expect(answer.page.contains("<a href=\"/subscribe/weekend\">Ask for The Weekend again"))
            #expect(try await status() == .unsubscribed)
        }
    }

    @Test("a request that ran out cannot be confirmed; asking again brings a link that can")
    func ranOut() async throws {
        _ = try await signUp("address=ann@inbox.test")
        let uri = "/confirm/\(try await link(.confirm))"
        // Whatever was asked until a second from now.
        #expect(try await place.newsroom.context.subscribers.expireRequests(olderThan: .seconds(-1)) == 1)
        for method in [HTTPRequest.Method.get, .post] {
            let answer = try await browse(uri, method)
            #expect(answer.status == .notFound && answer.page.contains("may have run out"))
        }
        _ = try await signUp("address=ann@inbox.test")
        #expect(try await browse("/confirm/\(link(.confirm))", .post).status == .ok)
        #expect(try await status() == .active)
    }

    @Test("what is no token of ours confirms nothing", arguments: ["x", "%00", "..%2f..%2fetc"])
    func forged(token: String) async throws {
        for method in [HTTPRequest.Method.get, .post] {
            let answer = try await browse("/confirm/\(token)", method)
            #expect(answer.status == .notFound && answer.page.contains("the way you did the first time"))
        }
    }

    @Test("a robot that fills the field nobody sees gets a friendly answer, and does nothing")
    func honeypot() async throws {
        let answer = try await signUp("address=ann@inbox.test&first_name=&comment=Buy")
        #expect(answer.status == .ok)
        #expect(answer.page == (try await signUp("address=ann@inbox.test&first_name=&comment=")).page)
        let robot = try await signUp("address=bob@inbox.test&comment=Buy", to: "alerts")
        #expect(robot.status == .ok && robot.page.contains("You are subscribed"))
        #expect(
            try await place.newsroom.context.subscribers.subscriber(try EmailAddress("bob@inbox.test")) == nil
        )
    }

    @Test(
        "a bad address is answered with the form, what was typed, and what is wrong",
        arguments: [
            ("", "", "Please type"), ("ann", "ann", "no @"), ("ann@", "ann@", "after the @"),
            ("a nn@inbox.test", "a nn@inbox.test", "before the @"),
            ("a%E2%80%8Bnn@inbox.test", "a\u{200B}nn@inbox.test", "invisible"),
            ("@inbox.test", "@inbox.test", "before the @"),
            ("%22ann%22@inbox.test", "&quot;ann&quot;@inbox.test", "before the @"),
            ("ann@%5B127.0.0.1%5D", "ann@[127.0.0.1]", "after the @"),
        ])
    func badAddress(typed: String, kept: String, why: String) async throws {
        let answer = try await signUp("address=\(typed)&first_name=Ann")
        #expect(answer.status == .unprocessableContent)
        #expect(answer.page.contains("value=\"\(kept)\"") && answer.page.contains("value=\"Ann\""))
        #expect(answer.page.contains("aria-describedby=\"fault\""))
        let fault = try #require(answer.page.firstMatch(of: /<p class="fault" id="fault">([^<]+)<\/p>/)).1
        #expect(fault.contains(why))
        #expect(try await letters() == nil)
    }

    @Test("the name of somebody who is here stays as it is, whatever a stranger types")
    func names() async throws {
        let reader = try EmailAddress("reader1@inbox.test")
        try await place.newsroom.context.subscribers.create(
            try MailingList(name: "city", title: "City", isPublic: true, isDouble: true))
        for list in ["city", "alerts"] {
            let answer = try await signUp("address=reader1@inbox.test&first_name=You+owe+us", to: list)
            #expect(answer.status == .ok)
        }
        #expect(try await place.newsroom.people.subscriber(reader).firstName == "Reader1")
    }

    @Test(
        "a name that is none is answered with the form, and asks for nothing",
        arguments: ["pay+at+evil.example", "%24%2490", "a%40b.test", "1+2+3+4+5+6+7"])
    func badName(typed: String) async throws {
        let answer = try await signUp("address=ann@inbox.test&first_name=\(typed)")
        #expect(answer.status == .unprocessableContent)
        #expect(answer.page.contains("aria-describedby=\"name-fault\""))
        #expect(!answer.page.contains("id=\"fault\""))
        #expect(try await place.newsroom.context.subscribers.subscriber(ann) == nil)
    }

    @Test("a sign-up whose mail cannot be made is not kept, and can be made again")
    func broken() async throws {
        let file = place.directory.appending(path: "templates/daily-caffeine/publication.yaml")
        let yaml = try String(contentsOf: file, encoding: .utf8)
        let desk = ReaderDesk(ServedNewsroom(place.newsroom))
        let list = try #require(try await desk.publicList("weekend"))
        try FileManager.default.removeItem(at: file)
        await #expect(throws: ConfigurationFault.noPublication("daily-caffeine", file: file.path)) {
            try await desk.signUp(ann, firstName: TypedName(""), to: list, because: Evidence("test"))
        }
        #expect(try await place.newsroom.context.subscribers.subscriber(ann) == nil)
        try yaml.write(to: file, atomically: true, encoding: .utf8)
        #expect(try await signUp("address=ann@inbox.test").status == .ok)
        #expect(try await letters()?.count == 1)
    }

    @Test(
        "a burst from one network gets 429 and asks for nothing; a proxy itself counts for nobody",
        arguments: [
            ("198.51.100.7", 10), ("2001:db8::%x", 10), ("192.168.1.7", 10), ("unknown", 14), ("", 14),
        ])
    func burst(address: String, taken: Int) async throws {
        let answers = try await place.signUps(14, to: "weekend") { number in
            [.init("X-Forwarded-For")!: address.replacing("%x", with: String(number, radix: 16))]
        }
        #expect(answers.prefix(taken).allSatisfy { $0.status == .ok })
        for answer in answers.dropFirst(taken) {
            #expect(answer.status == .tooManyRequests && answer.headers[.retryAfter] == "3600")
            #expect(answer.page.contains("Please try again later"))
        }
        #expect(try await letters()?.count == taken)
    }

    @Test("a form without fields is answered like an empty one")
    func noFields() async throws {
        #expect(try await signUp("").page.contains("Please type your e-mail address."))
        #expect(try await signUp("{\"address\":\"ann@inbox.test\"}").status == .unprocessableContent)
    }

    @Test("what strangers type, and what lists are called, is text on every page")
    func hostile() async throws {
        let hostile = "\"'><script>alert(1)</script>{{name}}"
        try await place.newsroom.context.subscribers.create(
            try MailingList(name: "hostile", title: hostile, isPublic: true, isDouble: true))
        let typed = try #require(hostile.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        var pages = [
            try await browse("/subscribe/hostile").page,
            try await signUp("address=\(typed)&first_name=\(typed)", to: "hostile").page,
            try await signUp("address=\(typed)&comment=x", to: "hostile").page,
            try await signUp("address=ann@inbox.test", to: "hostile").page,
        ]
        let uri = "/confirm/\(try await link(.confirm))"
        pages.append(try await browse("/preferences/\(link(.preferences))").page)
        pages.append(try await browse(uri).page)
        pages.append(try await browse(uri, .post).page)
        pages.append(try await browse(uri).page)
        pages.append(try await browse("/unsubscribe/\(link(.unsubscribe))", .post).page)
        pages.append(try await browse(uri).page)
        for page in pages {
            #expect(!page.contains("<script") && page.contains("&lt;script&gt;") && page.contains("{{name}}"))
            #expect(!page.contains("\"'>"))
        }
    }

    @Test("the preferences page says which list is not confirmed, and ends the request")
    func preferences() async throws {
        _ = try await signUp("address=ann@inbox.test")
        let uri = "/preferences/\(try await link(.preferences))"
        #expect(try await browse(uri).page.contains("not confirmed yet"))
        #expect(try await browse(uri, .post, body: "leave=weekend").page.contains("unsubscribed"))
        #expect(try await !browse(uri).page.contains("not confirmed yet"))
        #expect(try await browse("/confirm/\(link(.confirm))", .post).status == .notFound)
        #expect(try await story().map(\.source) == ["sign-up form", "preferences page"])
    }
}
