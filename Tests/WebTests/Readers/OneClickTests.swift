// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import MailFormat
import NewsroomSupport
import SQLiteStore
import Subscribers
import Testing

@testable import Newsroom
@testable import Web

@Suite("Unsubscribing with one POST")
struct OneClickTests {
    private let place: TemporaryNewsroom
    private let uri: String

    init() async throws {
        place = try await TemporaryNewsroom(readers: 1)
        let mailing = try await place.publish()
        uri = "/unsubscribe/\(try await place.token(.unsubscribe, mailing, of: try await place.reader(1)))"
    }

    @Test(
        "a good token unsubscribes whatever the body is, and the evidence says how they asked",
        arguments: [
            (nil, "List-Unsubscribe=One-Click", "one-click header"),
            ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", "one-click header"),
            (
                "multipart/form-data; boundary=--a-b",
                "----a-b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n"
                    + "\r\nOne-Click\r\n----a-b--\r\n",
                "one-click header"
            ),
            (
                "Multipart/Form-Data; Boundary=\"x y\"",
                "--x y\r\ncontent-disposition: form-data; filename=\"a\"; name=List-Unsubscribe\r\n"
                    + "X: y\r\n\r\nOne-Click",
                "one-click header"
            ),
            ("multipart/form-data", "--\r\n\r\n", "unsubscribe link"),
            ("multipart/form-data; boundary=a", "--a--a--a\n\n--a", "unsubscribe link"),
            (nil, "from=page", "unsubscribe page"), (nil, nil, "unsubscribe link"),
            ("application/json", "{}", "unsubscribe link"),
            (nil, "List-Unsubscribe=One-Click&" + String(repeating: "a", count: 100_000), "one-click header"),
            (nil, String(repeating: "a", count: 5000), "unsubscribe link"),
        ] as [(String?, String?, String)])
    func oneClick(contentType: String?, body: String?, source: String) async throws {
        var headers = HTTPFields()
        headers[.contentType] = contentType
        for way in [TemporaryNewsroom.Way.router, .socket] {
            let answer = try await place.browse(uri, .post, body: body, headers: headers, through: way)
            #expect(answer.status == .ok && answer.page.contains("You are unsubscribed"))
        }
        let story = try await place.newsroom.context.subscribers.story(of: try await place.reader(1))
        #expect(story.filter { $0.kind == .unsubscribe }.map(\.source) == [source])
    }

    @Test("the page that asks posts what tells it from a bare link")
    func page() async throws {
        let page = try await place.browse(uri).page
        #expect(page.contains("<button type=\"submit\" name=\"from\" value=\"page\">"))
    }
}

@Suite("What every answer of the web carries")
struct EveryAnswerTests {
    private let place: TemporaryNewsroom

    init() async throws { place = try await TemporaryNewsroom(readers: 1) }

    @Test(
        "each has the same headers and a page, whatever was asked",
        arguments: [
            ("/", .get, .notFound), ("/nothing", .get, .notFound), ("/nothing", .head, .notFound),
            ("/unsubscribe/x", .get, .notFound), ("/subscribe/none", .post, .notFound),
            ("/unsubscribe/", .post, .notFound), ("/unsubscribe/x", .put, .methodNotAllowed),
            ("/health", .post, .methodNotAllowed), ("/browser/x", .delete, .methodNotAllowed),
            ("/health", .get, .ok), ("/health", .head, .ok),
        ] as [(String, HTTPRequest.Method, HTTPResponse.Status)])
    func headers(uri: String, method: HTTPRequest.Method, status: HTTPResponse.Status) async throws {
        let answer = try await place.browse(uri, method)
        #expect(answer.status == status)
        for field in FaultPages.headers {
            #expect(answer.headers[field.name] == field.value, "\(field.name)")
        }
        #expect(answer.page.isEmpty == (method == .head))
        if method != .head, status != .ok { #expect(answer.page.contains("<h1>")) }
        if status == .methodNotAllowed { #expect(answer.headers[.allow]?.hasPrefix("GET, HEAD") == true) }
    }

    @Test(
        "HEAD is answered as GET is, without the page, and changes nothing",
        arguments: ["unsubscribe", "browser", "preferences"])
    func head(path: String) async throws {
        let purposes: [String: CapabilityToken.Purpose] = [
            "unsubscribe": .unsubscribe, "browser": .browser, "preferences": .preferences,
        ]
        let mailing = try await place.publish()
        let reader = try await place.reader(1)
        let uri = "/\(path)/\(try await place.token(try #require(purposes[path]), mailing, of: reader))"
        let get = try await place.browse(uri)
        for way in [TemporaryNewsroom.Way.router, .socket] {
            let head = try await place.browse(uri, .head, through: way)
            #expect(head.status == .ok && head.page.isEmpty)
            #expect(head.headers[.contentLength] == "\(get.page.utf8.count)")
        }
        #expect(
            try await place.newsroom.context.subscribers.subscriptions(of: reader).first?.status == .active)
    }

    @Test("what fails because of us has a page with a number, and is counted in /health")
    func failure() async throws {
        try await place.newsroom.context.subscribers.create(
            MailingList(name: "city", title: "City", isPublic: true, isDouble: true))
        let responder = try place.responder(place.newsroom)
        // The mail that asks for confirmation cannot be made without it.
        try FileManager.default.removeItem(
            at: place.directory.appending(path: "templates/base/edition.txt.mustache"))
        #expect(try await responder.answer("/health").page == "ok\n")
        let failed = try await responder.answer("/subscribe/city", .post, body: "address=zoe@inbox.test")
        #expect(failed.status == .internalServerError && !failed.page.contains("mustache"))
        let number = try #require(failed.page.firstMatch(of: /noted as ([0-9a-f]{8})\./)?.1)
        let after = try await responder.answer("/health").page
        #expect(after == "ok\nfailed requests: 1, the last as \(number)\n")
    }
}
