// SPDX-License-Identifier: Apache-2.0
import Glibc

/// One client's conversation: commands line by line, content skipped a line at a time.
final class SinkClient {
    let socket: Int32
    /// Whether it said goodbye, or is gone.
    var isOver = false
    private let isRecording: Bool
    /// A command whose end is still to come.
    private var line: [UInt8] = []
    private var inContent = false
    /// The last bytes of content seen, in case CRLF dot CRLF is split between two reads.
    private var tail: [UInt8] = []
    /// The start of the content, where the Message-ID is.
    private var head: [UInt8] = []
    private var pending: [[UInt8]] = []

    private static let end = Array("\r\n.\r\n".utf8)
    private static let messageID = Array("Message-ID: <".utf8)

    init(_ socket: Int32, recording: Bool) {
        self.socket = socket
        isRecording = recording
    }

    /// What came of some bytes.
    struct Taken {
        var answers: [UInt8] = []
        var messages = 0
        var recipients = 0
        /// `recipient<TAB>message-id` for each.
        var records: [UInt8] = []

        mutating func clear() {
            answers.removeAll(keepingCapacity: true)
            (messages, recipients) = (0, 0)
            records.removeAll(keepingCapacity: true)
        }
    }

    /// Takes what was read and adds what comes of it.
    func take(_ bytes: UnsafeRawBufferPointer, into taken: inout Taken) {
        var rest = bytes
        while !rest.isEmpty {
            let end: Int
            if inContent {
                guard let found = skipContent(rest) else { return }
                end = found
                endContent(into: &taken)
            } else if let found = rest.firstIndex(of: 0x0A) {
                end = found + 1
                line += rest[..<end]
                taken.answers += takeCommand().utf8
                line.removeAll(keepingCapacity: true)
            } else {
                line += rest
                return
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[end...])
        }
    }

    /// Where the content's end is, or nil when it is not in these bytes.
    private func skipContent(_ bytes: UnsafeRawBufferPointer) -> Int? {
        if isRecording, head.count < 4096 { head += bytes.prefix(4096 - head.count) }
        if !tail.isEmpty {
            let seam = tail + bytes.prefix(4)
            if let found = seam.withUnsafeBytes(Self.find) { return found + Self.end.count - tail.count }
        }
        if let found = Self.find(in: bytes) { return found + Self.end.count }
        tail = Array((tail + bytes.suffix(4)).suffix(4))
        return nil
    }

    private static func find(in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var start = 0
        while let found = memchr(base + start, 0x0D, bytes.count - start) {
            let position = UnsafeRawPointer(found) - base
            guard position + end.count <= bytes.count else { return nil }
            if bytes[position + 2] == UInt8(ascii: "."), memcmp(found, end, end.count) == 0 {
                return position
            }
            start = position + 1
        }
        return nil
    }

    private func endContent(into taken: inout Taken) {
        inContent = false
        tail = []
        taken.messages += 1
        taken.recipients += pending.count
        if isRecording {
            let start = head.firstRange(of: Self.messageID)?.upperBound ?? head.endIndex
            let id = head[start...].prefix { $0 != UInt8(ascii: ">") }
            for recipient in pending {
                taken.records += recipient + [UInt8(ascii: "\t")] + id + [UInt8(ascii: "\n")]
            }
            head.removeAll(keepingCapacity: true)
        }
        pending.removeAll(keepingCapacity: true)
        taken.answers += "250 2.0.0 Ok\r\n".utf8
    }

    private func takeCommand() -> String {
        switch String(decoding: line.prefix(4), as: UTF8.self).uppercased() {
        case "EHLO": return "250-fast-sink\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME\r\n"
        case "MAIL":
            pending.removeAll(keepingCapacity: true)
            return "250 2.1.0 Ok\r\n"
        case "RCPT":
            pending.append(
                Array(line.drop { $0 != UInt8(ascii: "<") }.dropFirst().prefix { $0 != UInt8(ascii: ">") }))
            return "250 2.1.5 Ok\r\n"
        case "DATA":
            inContent = true
            // A dot line right after DATA ends empty content.
            tail = [0x0D, 0x0A]
            return "354 Go\r\n"
        case "QUIT":
            isOver = true
            return "221 2.0.0 Bye\r\n"
        default: return "250 2.0.0 Ok\r\n"
        }
    }
}
