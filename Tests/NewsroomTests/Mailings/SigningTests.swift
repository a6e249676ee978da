// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import NewsroomSupport
import SQLiteStore
import Sender
import Testing

@testable import Newsroom

@Suite("Signing")
struct SigningTests {
    private func newsroom(_ place: TemporaryNewsroom, dkim: String) throws -> Newsroom {
        let file = place.directory.appending(path: Newsroom.configurationFile)
        let yaml = try String(contentsOf: file, encoding: .utf8)
        try (yaml + "dkim:\n  keys:\n\(dkim)").write(to: file, atomically: true, encoding: .utf8)
        return try Newsroom(at: place.directory)
    }

    @Test("the keys of the day of publication sign, and the same bytes come out again")
    func rotation() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        for selector in ["old", "new"] {
            _ = try place.newsroom.keys.generateDKIMKey(
                .ed25519, bits: 0, selector: selector, domain: nil, in: "keys/\(selector).pem")
        }
        let newsroom = try newsroom(
            place,
            dkim: """
                    - { selector: old, file: keys/old.pem, until: 2026-11-23 }
                    - { selector: new, file: keys/new.pem, from: 2026-11-24 }

                """)
        let midnight: Int64 = 1_795_478_400_000
        #expect(
            try newsroom.keys.signingIdentities(at: midnight - 1, of: "daily-caffeine").map(\.selector) == [
                "old"
            ])
        #expect(
            try newsroom.keys.signingIdentities(at: midnight, of: "daily-caffeine").map(\.selector) == ["new"]
        )

        let mailing = try await newsroom.mailings.schedule(place.edition, to: "morning", at: nil)
        _ = try await newsroom.mailings.publish(mailing)
        let values = Reader(
            try await newsroom.people.subscriber(EmailAddress("reader1@inbox.test")))
        let first = try await newsroom.mailings.copies(of: mailing).0.today.message(for: values)
        #expect(String(decoding: first, as: UTF8.self).hasPrefix("DKIM-Signature: v=1; a=ed25519-sha256;"))
        #expect(try await newsroom.mailings.copies(of: mailing).0.today.message(for: values) == first)
    }

    @Test("nothing is published that could not be signed")
    func refusals() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let path = place.directory.appending(path: "keys/s1.pem").path
        _ = try place.newsroom.keys.generateDKIMKey(
            .ed25519, bits: 0, selector: "s1", domain: nil, in: "keys/s1.pem")
        #expect(throws: KeyFault.exists(path), "a key is never overwritten") {
            try place.newsroom.keys.generateDKIMKey(
                .rsa, bits: 2048, selector: "s1", domain: nil, in: "keys/s1.pem")
        }
        let newsroom = try newsroom(place, dkim: "    - { selector: s1, file: keys/s1.pem }\n")
        let mailing = try await newsroom.mailings.schedule(place.edition, to: "morning", at: nil)
        func problem() async throws -> String {
            let error = await #expect(throws: KeyFault.self) {
                try await newsroom.mailings.publish(mailing)
            }
            #expect(error?.kind == .configuration)
            #expect(try await newsroom.mailings.mailing(mailing).publishedAt == nil)
            return error?.sentence ?? ""
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(try await problem().contains("can be read by others"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try Data("nonsense".utf8).write(to: URL(filePath: path))
        #expect(try await problem().contains("is no private key in PEM"))
        try FileManager.default.removeItem(atPath: path)
        #expect(try await problem().contains("No such file"))
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        #expect(try await problem().contains("is no file"))
    }

    @Test(
        "what cannot be meant is refused when it is read",
        arguments: [
            ("    - { selector: a b, file: k.pem }\n", "no name in DNS"),
            ("    - { selector: s1, file: k.pem }\n  publications: news\n", "list of texts"),
            ("    - { selector: s1, file: k.pem, from: tomorrow }\n", "no day"),
            ("    - { selector: s1, file: k.pem }\n    - { selector: s1, file: l.pem }\n", "twice"),
            ("    - { selector: s1, file: k.pem, form: 2026-01-01 }\n", "from"),
        ])
    func configuration(keys: String, problem: String) async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        do {
            _ = try newsroom(place, dkim: keys)
            Issue.record("it was taken")
        } catch {
            #expect("\(error)".contains(problem), "\(error)")
        }
    }
}
