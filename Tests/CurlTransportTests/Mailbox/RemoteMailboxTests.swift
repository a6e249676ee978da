// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import CurlTransport

@Suite("A mailbox at a real Dovecot")
struct RemoteMailboxTests {
    private func mailbox(
        _ url: String, _ user: String, _ dovecot: Dovecot,
        _ change: (inout RemoteMailbox.Settings) -> Void = { _ in }
    ) throws -> RemoteMailbox {
        var settings = RemoteMailbox.Settings(url: url, user: user, password: "secret")
        settings.certificateAuthorities = dovecot.authorities
        change(&settings)
        return try RemoteMailbox(settings)
    }

    private func fault(_ mailbox: RemoteMailbox) async -> MailboxFault? {
        do {
            _ = try await mailbox.visit { _ in [] }
            return nil
        } catch {
            return error as? MailboxFault
        }
    }

    private func text(_ number: Int) -> String { "Subject: \(number)\r\n\r\n.\r\n..dots\r\nFrom here\r\n" }

    @Test("IMAP and POP3, over TLS from the first byte and after STARTTLS: what is done with is removed")
    func everyWayIn() async throws {
        let dovecot = try Dovecot()
        for (number, url) in dovecot.urls.enumerated() {
            let user = "user\(number)"
            for number in 0..<50 { try dovecot.deliver(text(number), to: user) }
            var numbers: Set<String> = []
            let mailbox = try mailbox(url, user, dovecot)
            let summary = try await mailbox.visit(batch: 20) { messages in
                #expect(messages.count == 20 || messages.count == 10)
                #expect(messages.allSatisfy { !$0.isTruncated && $0.size == $0.bytes.count })
                numbers.formUnion(messages.map(\.text))
                return Set(messages.indices.filter { $0 % 2 == 0 } + [-1, 20])
            }
            #expect((summary.read, summary.removed, summary.hasMore) == (50, 25, false), "\(url)")
            #expect(numbers == Set((0..<50).map(text)))
            #expect(dovecot.counts(of: user).all == 25)

            var identifiers: Set<String> = []
            let second = try await mailbox.visit(atMost: 20) { messages in
                identifiers.formUnion(messages.map(\.identifier))
                #expect(messages.allSatisfy { $0.text.first { $0.isNumber }!.wholeNumberValue != nil })
                return Set(messages.indices)
            }
            #expect((second.read, second.removed, second.hasMore) == (20, 20, true))
            #expect(identifiers.count == 20 && !identifiers.contains(""))
            #expect(dovecot.counts(of: user).all == 5)
        }
    }

    @Test("a message of 5 MB: its start is read, and it is removed like the others")
    func long() async throws {
        let dovecot = try Dovecot()
        let line = String(repeating: "x", count: 998) + "\r\n"
        for url in dovecot.urls.dropFirst() {
            let user = String(url.prefix { $0 != ":" })
            try dovecot.deliver("Subject: long\r\n\r\n" + String(repeating: line, count: 5_000), to: user)
            try dovecot.deliver(text(1), to: user)
            let summary = try await mailbox(url, user, dovecot).visit { messages in
                #expect(messages.map(\.isTruncated) == [true, false])
                #expect(messages.map(\.size) == [5_000_017, text(1).utf8.count])
                #expect(messages[0].bytes.count == 2_000_000)
                return [0, 1]
            }
            #expect(summary.removed == 2)
            #expect(dovecot.counts(of: user).all == 0)
        }
    }

    @Test("messages that are kept are marked, and not read again")
    func kept() async throws {
        let dovecot = try Dovecot()
        for number in 0..<3 { try dovecot.deliver(text(number), to: "desk") }
        let mailbox = try mailbox(dovecot.urls[1], "desk", dovecot) { $0.isKept = true }
        #expect(try await mailbox.visit { _ in [0, 1] }.removed == 2)
        #expect(dovecot.counts(of: "desk") == (3, 2))
        #expect(try await mailbox.visit { _ in [0] }.read == 1)
        #expect(try await mailbox.visit { _ in [0] }.read == 0)
    }

    @Test("a folder is found by its name")
    func folder() async throws {
        let dovecot = try Dovecot()
        try dovecot.deliver(text(1), to: "desk", in: ".R&APw-ckl&AOQ-ufer \"2026\"")
        try dovecot.deliver(text(2), to: "desk")
        let mailbox = try mailbox("\(dovecot.urls[1])/R%C3%BCckl%C3%A4ufer%20%222026%22", "desk", dovecot)
        let summary = try await mailbox.visit { messages in
            #expect(messages.map(\.text) == [text(1)])
            return [0]
        }
        #expect(summary.removed == 1)
        #expect(dovecot.counts(of: "desk").all == 1)
    }

    @Test("what is wrong is told: the password, the certificate, its name, the folder, the port")
    func faults() async throws {
        let dovecot = try Dovecot()
        for url in dovecot.urls {
            let password = try #require(await fault(mailbox(url, "desk", dovecot) { $0.password = "guess" }))
            #expect(password.phase == .login && password.cause == .refusal && !password.isTransient)
            #expect(password.detail.contains("Authentication failed"), "\(password)")
            let stranger = try await fault(mailbox(url, "desk", dovecot) { $0.certificateAuthorities = nil })
            #expect(stranger?.phase == .tls && stranger?.cause == .security && stranger?.isTransient == false)
            let name = try await fault(mailbox(url, "desk", dovecot) { $0.tlsName = "mail.example.com" })
            #expect(name?.phase == .tls && name?.cause == .security)
            let byAddress = url.replacing("localhost", with: "127.0.0.1")
            #expect(try await fault(mailbox(byAddress, "desk", dovecot) { $0.tlsName = "localhost" }) == nil)
        }
        let folder = try #require(await fault(mailbox("\(dovecot.urls[1])/Nowhere", "desk", dovecot)))
        #expect(folder.phase == .select && folder.cause == .refusal && !folder.isTransient)
        #expect(folder.detail.contains("doesn't exist"))
        try dovecot.kill()
        let gone = try await fault(mailbox(dovecot.urls[1], "desk", dovecot))
        #expect(gone?.phase == .connect && gone?.cause == .network && gone?.isTransient == true)
    }

    @Test(
        "a server that is killed in between: what was not done with is left, and comes again"
    )
    func killed() async throws {
        let dovecot = try Dovecot()
        for (number, url) in dovecot.urls.enumerated() {
            let user = "user\(number)"
            for number in 0..<6 { try dovecot.deliver(text(number), to: user) }
            let mailbox = try mailbox(url, user, dovecot)
            var batches = 0
            let fault = await #expect(throws: MailboxFault.self) {
                try await mailbox.visit(batch: 2) { _ in
                    batches += 1
                    if batches == 2 { try dovecot.kill() }
                    return [0, 1]
                }
            }
            #expect(fault?.phase == .remove && fault?.isTransient == true, "\(fault as Any)")
            try dovecot.start()
            // POP3 removes at the end of a visit, which did not come.
            let left = url.hasPrefix("imap") ? 4 : 6
            #expect(dovecot.counts(of: user).all == left)
            #expect(try await mailbox.visit { Set($0.indices) }.removed == left)
            #expect(dovecot.counts(of: user).all == 0)
        }
    }

    @Test("an error of the caller ends the visit; what was done with before is removed")
    func callersError() async throws {
        struct Full: Error {}
        let dovecot = try Dovecot()
        for (number, url) in dovecot.urls.enumerated() {
            let user = "user\(number)"
            for number in 0..<6 { try dovecot.deliver(text(number), to: user) }
            var batches = 0
            await #expect(throws: Full.self) {
                _ = try await mailbox(url, user, dovecot).visit(batch: 2) { _ in
                    batches += 1
                    if batches == 2 { throw Full() }
                    return [0, 1]
                }
            }
            #expect(dovecot.counts(of: user).all == 4, "\(url)")
        }
    }
}
