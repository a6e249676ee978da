// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import NewsroomSupport
import SQLiteStore
import Subscribers
import Testing

@testable import Newsroom
@testable import Web

@Suite("Pages of a newsroom whose files are read again")
struct ServedPagesTests {
    @Test("show the publication as it was last read, and as it was before where it cannot be read")
    func reload() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        try await place.newsroom.context.subscribers.create(
            MailingList(name: "city", title: "The city", isPublic: true))
        let file = place.directory.appending(path: "templates/daily-caffeine/publication.yaml")
        let served = ServedNewsroom(place.newsroom)
        let pages = try ServedPages(served, logger: Logger(label: "test"))
        func shows(_ name: String) async throws -> Bool {
            try await pages.answer("/subscribe/city").page.contains(name)
        }
        func rename(_ old: String, to new: String) throws {
            try String(contentsOf: file, encoding: .utf8).replacing("name: \(old)", with: "name: \(new)")
                .write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try await shows("The Daily Caffeine"))
        try rename("The Daily Caffeine", to: "The Evening Tea")
        #expect(try await shows("The Daily Caffeine"))
        _ = try served.reload()
        #expect(try await shows("The Evening Tea"))
        #expect(pages.refusal.html.contains("The Evening Tea"))
        try rename("The Evening Tea", to: "[")
        #expect(throws: (any Error).self) { try served.reload() }
        #expect(try await shows("The Evening Tea"))
    }
}
