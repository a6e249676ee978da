// SPDX-License-Identifier: Apache-2.0
@testable import CurlTransport

/// A server that answers what is said to it from a list, in pieces of a chosen size, and then closes.
final class TranscriptChannel: MailboxChannel {
    /// What was said, without line ends.
    private(set) var lines: [String] = []
    private var answers: [[UInt8]]
    private var input: [UInt8] = []
    private let piece: Int

    /// - Parameter answers: with CRLF for each line feed in them.
    init(piece: Int = 4096, _ answers: [String]) {
        self.piece = piece
        self.answers = answers.map { Array($0.replacing("\n", with: "\r\n").utf8) }
    }

    func say(_ bytes: [UInt8]) {
        let said = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map(String.init)
        lines += said
        for _ in said where !answers.isEmpty { input += answers.removeFirst() }
    }

    func hear() throws(MailboxTrouble) -> [UInt8] {
        guard !input.isEmpty else { throw .lost("the transcript is over") }
        let bytes = Array(input.prefix(piece))
        input.removeFirst(bytes.count)
        return bytes
    }
}

extension MailboxMessage {
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// What a body throws in the terms of the mailbox's server; nil for nothing.
func trouble(_ body: () throws(MailboxTrouble) -> Void) -> MailboxTrouble? {
    do {
        try body()
        return nil
    } catch {
        return error
    }
}
