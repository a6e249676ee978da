import Glibc

/// One client's conversation: commands line by line, content skipped a line at a time.
final class SinkClient {
    private(set) var isOver = false
    private let isRecording: Bool
    private var line: [UInt8] = []
    private var inContent = false
    /// The last bytes of content seen, in case CRLF dot CRLF is split between two reads.
    private var tail: [UInt8] = []
    /// The start of the content, where the Message-ID is.
    private var head: [UInt8] = []
    private var pending: [String] = []
    private var messages = 0
    private var recipients = 0
    private var records: [UInt8] = []

    private static let end = Array("\r\n.\r\n".utf8)

    init(recording: Bool) { isRecording = recording }

    func takeMessages() -> Int { exchange(&messages, 0) }
    func takeRecipients() -> Int { exchange(&recipients, 0) }
    func takeRecords() -> [UInt8] { exchange(&records, []) }

    private func exchange<Value>(_ value: inout Value, _ new: Value) -> Value {
        defer { value = new }
        return value
    }

    /// Takes what was read and gives what is to be answered.
    func take(_ bytes: UnsafeRawBufferPointer) -> String {
        var answers = ""
        var rest = bytes
        while !rest.isEmpty {
            if inContent {
                guard let after = skipContent(rest) else { return answers }
                rest = UnsafeRawBufferPointer(rebasing: rest[after...])
                answers += endContent()
            } else if let end = rest.firstIndex(of: 0x0A) {
                line += rest[...end]
                rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
                answers += takeCommand(String(decoding: line, as: UTF8.self))
                line.removeAll(keepingCapacity: true)
            } else {
                line += rest
                return answers
            }
        }
        return answers
    }

    /// Where the content's end is, or nil when it is not in these bytes.
    private func skipContent(_ bytes: UnsafeRawBufferPointer) -> Int? {
        if isRecording, head.count < 4096 { head += bytes.prefix(4096 - head.count) }
        if !tail.isEmpty {
            let seam = tail + bytes.prefix(4)
            if let found = Self.find(in: seam) { return found + Self.end.count - tail.count }
        }
        if let found = bytes.withMemoryRebound(to: UInt8.self, { Self.find(in: $0) }) {
            return found + Self.end.count
        }
        tail = Array((tail + bytes.suffix(4)).suffix(4))
        return nil
    }

    private static func find(in bytes: some Collection<UInt8>) -> Int? {
        bytes.withContiguousStorageIfAvailable { bytes -> Int? in
            guard let base = bytes.baseAddress else { return nil }
            var start = 0
            while let found = memchr(base + start, 0x0D, bytes.count - start) {
                let position = UnsafeRawPointer(found) - UnsafeRawPointer(base)
                guard position + end.count <= bytes.count else { return nil }
                if bytes[position + 2] == end[2], memcmp(found, end, end.count) == 0 { return position }
                start = position + 1
            }
            return nil
        } ?? nil
    }

    private func endContent() -> String {
        inContent = false
        tail = []
        messages += 1
        recipients += pending.count
        if isRecording {
            let text = String(decoding: head, as: UTF8.self)
            let header =
                text.range(of: "Message-ID: <").map { text[$0.upperBound...].prefix { $0 != ">" } } ?? ""
            for recipient in pending { records += Array("\(recipient)\t\(header)\n".utf8) }
            head.removeAll(keepingCapacity: true)
        }
        pending.removeAll(keepingCapacity: true)
        return "250 2.0.0 Ok\r\n"
    }

    private func takeCommand(_ line: String) -> String {
        switch line.prefix(4).uppercased() {
        case "EHLO": return "250-fast-sink\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME\r\n"
        case "MAIL":
            pending.removeAll(keepingCapacity: true)
            return "250 2.1.0 Ok\r\n"
        case "RCPT":
            pending.append(String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" }))
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

extension String {
    /// The first place a text occurs, by bytes.
    fileprivate func range(of text: String) -> Range<Index>? {
        let (bytes, wanted) = (Array(utf8), Array(text.utf8))
        guard let found = bytes.firstRange(of: wanted) else { return nil }
        let start = utf8.index(startIndex, offsetBy: found.lowerBound)
        return start..<utf8.index(start, offsetBy: wanted.count)
    }
}
