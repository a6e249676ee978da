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

@Suite("The links in a reader's copy")
struct ReaderWebTests {
    private let place: TemporaryNewsroom
    private let mailing: MailingID

    init() async throws {
        place = try await TemporaryNewsroom(readers: 2)
        mailing = try await place.publish()
    }

    private func token(_ purpose: CapabilityToken.Purpose, reader: Int = 1) async throws -> String {
        try await place.token(purpose, mailing, of: try await place.reader(reader))
    }

    private func browse(
        _ uri: String, _ method: HTTPRequest.Method = .get, body: String? = nil
    ) async throws -> Answer {
        try await place.browse(uri, method, body: body)
    }

    private func isSubscribed(_ reader: Int) async throws -> Bool {
        let subscriptions = try await place.newsroom.context.subscribers.subscriptions(
            of: try await place.reader(reader))
        return subscriptions.first?.status == .active
    }

    @Test("a page is in the name of the publication whose list it is about")
    func brands() async throws {
        try await place.addPublication(
            "evening-tea", named: "The Evening Tea", from: "tea@evening.example", list: "evening")
        let tea = try await browse("/subscribe/evening").page
        #expect(tea.contains("The Evening Tea") && !tea.contains("Daily Caffeine"))
        let own = try await browse("/unsubscribe/\(token(.unsubscribe))").page
        #expect(own.contains("The Daily Caffeine") && !own.contains("Evening Tea"))
    }

    @Test("a page speaks the publication's language, wears its colours, and says what it wants otherwise")
    func dressed() async throws {
        try await place.addPublication(
            "ranok", named: "Ранок", from: "ranok@ranok.example", list: "ranok",
            lines: "labels: { page_preferences: Мої листи }\nfonts: { text: Verdana }\n")
        let file = place.directory.appending(path: "templates/ranok/publication.yaml")
        let yaml = try String(contentsOf: file, encoding: .utf8)
            .replacing("language: en-GB", with: "language: uk").replacing("#9a3412", with: "#0a5c66")
        try Data(yaml.utf8).write(to: file)
        try Data("page_first_name: Як вас звати\n".utf8).write(
            to: place.directory.appending(path: "templates/ranok/words.yaml"))
        let page = try await browse("/subscribe/ranok").page
        #expect(page.contains("<html lang=\"uk\"") && page.contains("#0a5c66") && page.contains("Verdana"))
        #expect(page.contains("Підписатися на «The ranok»") && page.contains("Як вас звати"))
        let refused = try await browse("/subscribe/ranok", .post, body: "address=nobody")
        #expect(refused.page.contains("Це не адреса електронної пошти, у ній немає @."))
    }

    @Test("somebody who unsubscribed from a public list can take that back on the page that says it")
    func undo() async throws {
        let link = "/unsubscribe/\(try await token(.unsubscribe))"
        let farewell = try await browse(link, .post, body: "from=page").page
        #expect(!farewell.contains("name=\"undo\""), "the list is not public")
        _ = try await browse(link, .post, body: "undo=page")
        #expect(try await !isSubscribed(1), "strangers cannot ask for it, and nobody else can ask again")
        try await place.newsroom.context.subscribers.change(
            MailingList(name: "morning", title: "The Morning Edition", isPublic: true))
        #expect(try await browse(link).page.contains("name=\"undo\""))
        #expect(try await browse(link, .post, body: "undo=page").page.contains("You are subscribed again"))
        #expect(try await isSubscribed(1))
        _ = try await browse(link, .post, body: "List-Unsubscribe=One-Click")
        #expect(try await !isSubscribed(1))
        let reader = try await place.reader(1)
        _ = try await place.newsroom.context.subscribers.resubscribe(
            reader, to: "morning", within: .seconds(60), because: Evidence("test"))
        #expect(try await isSubscribed(1))
        _ = try await place.newsroom.people.unsubscribe(reader, from: "morning", because: Evidence("desk"))
        _ = try await browse(link, .post, body: "undo=page")
        #expect(try await !isSubscribed(1), "an operator's word is not the reader's to take back")
    }

    @Test(
        "a request that was never confirmed is not taken for a subscription when somebody takes back its end")
    func undoRequest() async throws {
        let list = try MailingList(name: "weekend", title: "The Weekend", isPublic: true, isDouble: true)
        try await place.newsroom.context.subscribers.create(list)
        _ = try await browse("/subscribe/weekend", .post, body: "address=ann%40inbox.test")
        let ann = try await place.newsroom.people.subscriber(EmailAddress("ann@inbox.test")).id
        let letter = try #require(
            try await place.newsroom.context.mailings.all().first { $0.edition == nil })
        let link = "/unsubscribe/\(try await place.token(.unsubscribe, letter.id, of: ann))"
        _ = try await browse(link, .post, body: "from=page")
        _ = try await browse(link, .post, body: "undo=page")
        let status = try await place.newsroom.context.subscribers.subscriptions(of: ann).map(\.status)
        #expect(status == [.unsubscribed])
    }

    @Test("GET of the unsubscribe link shows a button and changes nothing")
    func asks() async throws {
        let answer = try await browse("/unsubscribe/\(token(.unsubscribe))")
        #expect(answer.status == .ok && answer.page.contains("<form method=\"post\"><button"))
        #expect(try await isSubscribed(1))
    }

    @Test(
        "POST unsubscribes that reader only, and again is no error",
        arguments: ["List-Unsubscribe=One-Click", ""])
    func acts(body: String) async throws {
        for _ in 0..<2 {
            let answer = try await browse("/unsubscribe/\(token(.unsubscribe))", .post, body: body)
            #expect(answer.status == .ok && answer.page.contains("You are unsubscribed"))
        }
        #expect(try await !isSubscribed(1))
        #expect(try await isSubscribed(2))
    }

    @Test("the browser version is the reader's own copy")
    func browser() async throws {
        let answer = try await browse("/browser/\(token(.browser, reader: 2))")
        #expect(answer.status == .ok && answer.page.contains("Good morning, Reader2."))
        #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        #expect(answer.headers[.cacheControl] == "no-store")
    }

    @Test("the preferences page shows the reader's lists and ends one of them")
    func preferences() async throws {
        let uri = "/preferences/\(try await token(.preferences))"
        #expect(try await browse(uri).page.contains("The Morning Edition"))
        #expect(try await browse(uri, .post, body: "leave=evening").status == .ok)
        #expect(try await isSubscribed(1))
        #expect(try await browse(uri, .post, body: "leave=morning").page.contains("unsubscribed"))
        #expect(try await !isSubscribed(1))
    }

    @Test("the preferences page leaves an optional section out and puts it back, and no other")
    func sections() async throws {
        let file = place.directory.appending(path: "templates/daily-caffeine/publication.yaml")
        let yaml = try String(contentsOf: file, encoding: .utf8)
        try (yaml + "optional_sections: [\"Food & drink\"]\n").write(
            to: file, atomically: true, encoding: .utf8)
        let uri = "/preferences/\(try await token(.preferences))"
        let reader = try await place.reader(1)
        #expect(try await browse(uri).page.contains("Leave out Food &amp; drink"))
        #expect(try await browse(uri, .post, body: "without=Food+%26+drink").page.contains("Put back Food"))
        #expect(try await browse(uri, .post, body: "without=Politics").status == .ok)
        #expect(try await place.newsroom.context.subscribers.optOuts(of: reader) == ["Food & drink"])
        #expect(try await browse(uri, .post, body: "with=Food+%26+drink").page.contains("Leave out Food"))
        #expect(try await place.newsroom.context.subscribers.optOuts(of: reader).isEmpty)
    }

    @Test(
        "what is no token of ours, or one for another purpose, is not found",
        arguments: ["/unsubscribe/", "/browser/", "/preferences/"])
    func forged(path: String) async throws {
        let foreign = try await token(.report)
        for text in [
            foreign, String(foreign.dropLast()) + "a", "x", "%00", "..%2f..%2fetc",
            String(repeating: "a", count: 3000),
        ] {
            #expect(try await browse(path + text).status == .notFound)
            if path != "/browser/" {
                #expect(try await browse(path + text, .post, body: "a=b").status == .notFound)
            }
        }
        #expect(try await isSubscribed(1))
    }

    @Test("a form that is too long is refused, with a page, and changes nothing")
    func longForm() async throws {
        let uri = "/preferences/\(try await token(.preferences))"
        let answer = try await browse(
            uri, .post, body: "leave=morning&x=" + String(repeating: "a", count: 10_000))
        #expect(answer.status == .contentTooLarge && answer.page.contains("Nothing was changed"))
        #expect(try await isSubscribed(1))
    }

    @Test("a key that was retired is not believed a moment longer by a server that runs")
    func retired() async throws {
        let keys = place.newsroom.context.tokenKeys
        let uri = "/unsubscribe/\(try await token(.unsubscribe))"
        let answers = try await place.browse([uri, uri]) { number in
            guard number == 1 else { return }
            _ = try await keys.rotate()
            _ = try await keys.retire(1)
        }
        #expect(answers.map(\.status) == [.ok, .notFound])
    }

    @Test("the server says that it lives")
    func health() async throws { #expect(try await browse("/health").page == "ok\n") }

    @Test("what keeps mail from going out makes its health 503, and names the mailing and nothing more")
    func unhealthy() async throws {
        let planned = try await place.newsroom.mailings.schedule(
            place.edition, to: "morning", at: nil, override: "once more")
        _ = try await place.newsroom.context.mailings.note("the secret article is gone", of: planned)
        let answer = try await browse("/health")
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.page == "mailing \(planned) cannot be published\n")
        #expect(try await place.newsroom.context.mailings.cancel(planned))
        #expect(try await browse("/health").status == .ok)
    }
}
