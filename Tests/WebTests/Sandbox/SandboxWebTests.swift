// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import NewsroomSupport
import Testing

@testable import Newsroom
@testable import Web

@Suite("The sandbox in a browser")
struct SandboxWebTests {
    private static let name = "1795856650.P7Q1.sandbox"

    private func maildir(_ message: [UInt8]) throws -> String {
        let place = FileManager.default.temporaryDirectory.appending(path: "maildir-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: place.appending(path: "new"), withIntermediateDirectories: true)
        try Data(message).write(to: place.appending(path: "new/\(Self.name)"))
        return place.path
    }

    @Test("shows a message that Daybreak wrote, both parts, as they were meant")
    func shown() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let preview = try await place.newsroom.editorial.preview(place.edition, for: nil)
        let mail = KeptMail(preview.message)
        #expect(mail.fields["subject"] == preview.subject && mail.html.contains("Bread is back"))
        #expect(mail.html.trimmingCharacters(in: .newlines) == preview.html.trimmingCharacters(in: .newlines))
        #expect(mail.text.contains("It never left.") && mail.text.contains("THE DAILY CAFFEINE"))
    }

    @Test("lists and shows what it has, as text, and nothing else of the disk")
    func pages() async throws {
        let message =
            "Delivered-To: ann@inbox.test\r\nSubject: =?utf-8?Q?<script>=C3=A9?=\r\n =?utf-8?B?4oCm?=\r\n\r\n<b>Hello\r\n"
        let directory = try maildir(Array(message.utf8))
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let responder = try SandboxWeb.router(of: directory, media: nil).buildResponder()
        let list = try await responder.page("/")
        #expect(list.contains("&lt;script&gt;é…") && list.contains("to ann@inbox.test"))
        let page = try await responder.page("/messages/\(Self.name)")
        #expect(page.contains("&lt;b&gt;Hello") && !page.contains("<iframe"))
        for path in ["/messages/..%2F..%2Fetc%2Fpasswd", "/messages/1.P1Q1.sandbox", "/messages/x/html"] {
            #expect(try await responder.answer(path).status == .notFound)
        }
    }
}

extension RouterResponder<BasicRequestContext> {
    /// The page at a path.
    fileprivate func page(_ path: String) async throws -> String {
        try await answer(path).page
    }
}
