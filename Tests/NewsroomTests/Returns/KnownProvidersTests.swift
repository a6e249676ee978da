// SPDX-License-Identifier: Apache-2.0
import DomainRecords
import Foundation
import NewsroomSupport
import SQLiteStore
import Testing

@testable import Newsroom

@Suite("Who runs the mailboxes of domains")
struct KnownProvidersTests {
    @Test("is not known at once, never waited for, found by MX, and kept for the next run")
    func found() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let store = place.newsroom.context.returns
        let names = ZoneOfExchanges()
        let providers = KnownProviders(names, keptIn: store, known: [:])
        #expect(providers.provider(of: "paper.test") == "paper.test")
        for _ in 0..<200 where providers.provider(of: "paper.test") == "paper.test" {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(providers.provider(of: "paper.test") == "google.com")
        #expect(providers.provider(of: "alone.test") == "alone.test")
        #expect(providers.provider(of: "silent.test") == "silent.test")
        for _ in 0..<200 where try await store.providers().count < 2 {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(try await store.providers() == ["paper.test": "google.com", "alone.test": "alone.test"])
    }
}

/// DNS in which one domain's mail goes to a large provider.
private struct ZoneOfExchanges: NameService {
    func texts(at name: String) async -> Answer<[UInt8]> { .noRecords }
    func addresses(of name: String, _ family: IPAddress.Family) async -> Answer<IPAddress> { .noRecords }

    func exchanges(of name: String) async -> Answer<MailExchange> {
        switch name {
        case "paper.test":
            .records([MailExchange(preference: 5, host: "gmail-smtp-in.l.google.com")])
        case "alone.test": .noRecords
        default: .failed(.timedOut)
        }
    }
}
