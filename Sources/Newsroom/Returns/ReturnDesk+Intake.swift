// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import Foundation
import Glibc
import MailFormat
public import Sender

/// What became of several messages.
public struct ReturnTally: Sendable {
    /// How many came to what.
    public private(set) var counts: [ReturnOutcome: Int] = [:]

    /// All of them.
    public var total: Int { counts.values.reduce(0, +) }

    /// `12 messages: 10 bounced, 1 complained, 1 letter`
    public var line: String {
        let parts = ReturnOutcome.allCases.compactMap { outcome in
            counts[outcome].map { "\($0) \(outcome.rawValue)" }
        }
        return counted(total, "message", "messages") + (parts.isEmpty ? "" : ": ")
            + parts.joined(separator: ", ")
    }

    mutating func add(_ other: ReturnTally) { counts.merge(other.counts, uniquingKeysWith: +) }

    mutating func add(_ outcomes: [ReturnOutcome]) {
        for outcome in outcomes { counts[outcome, default: 0] += 1 }
    }
}

extension ReturnDesk {
    /// Whether a path is a Maildir.
    public static func isMaildir(_ path: String) -> Bool { Maildir.isOne(path) }

    /// Looks into every mailbox that is configured.
    /// - Parameter report: gets a line for each that cannot be read.
    public func poll(_ report: (String) -> Void) async throws -> ReturnTally {
        guard let settings = configuration.returns else { throw ReturnFault.notConfigured }
        var tally = ReturnTally()
        if let maildir = settings.maildir {
            do { tally.add(try await ingest(maildir: maildir, report)) } catch let fault as FileFault {
                report(fault.sentence)
            }
        }
        if let mailbox = settings.mailbox { tally.add(try await ingest(mailbox, report)) }
        tally.add(try await lookAgain())
        return tally
    }

    /// Takes in the messages of a mailbox at a server, and removes them there once they are settled or kept. After a fault the
    /// messages that were read are settled; some of them may come again, and count once.
    private func ingest(
        _ settings: RemoteMailbox.Settings, _ report: (String) -> Void
    ) async throws -> ReturnTally {
        var tally = ReturnTally()
        do {
            _ = try await RemoteMailbox(settings).visit { messages in
                tally.add(try await take(messages.map { Arrival($0.bytes, from: "mailbox") }))
                return Set(messages.indices)
            }
        } catch let fault as MailboxFault { report("\(settings.url): \(fault.sentence)") }
        return tally
    }

    /// Takes in a file: a message, or messages one behind the other (mbox).
    /// - Parameters:
    ///   - path: “-” for standard input.
    ///   - recipient: where the envelope went, if that is known.
    public func ingest(file path: String, to recipient: String? = nil) async throws -> ReturnTally {
        let name = InputFile.name(of: path)
        let file = path == "-" ? FileHandle.standardInput : try InputFile.opened(path)
        let start = try Self.start(of: file, named: name)
        var tally = ReturnTally()
        guard MailboxFile.isOne(start) else {
            // A mail server takes it for a failure when its message is not read to the end.
            if path == "-" { while let rest = try file.read(upToCount: 1 << 20), !rest.isEmpty {} }
            tally.add(try await take([Arrival(start, from: name, to: recipient)]))
            return tally
        }
        var messages = MailboxFile(file, named: name, start: start)
        while true {
            var portion: [Arrival] = []
            var bytes = 0
            while portion.count < Self.portion, bytes < Self.portionOfBytes,
                let message = try messages.next(longest: Arrival.longest)
            {
                bytes += message.count
                portion.append(Arrival(message, from: name, to: recipient))
            }
            guard !portion.isEmpty else { return tally }
            tally.add(try await take(portion))
        }
    }

    /// The bytes that a file begins with, as many as are read of a message.
    private static func start(of file: FileHandle, named name: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            while bytes.count < Arrival.longest,
                let data = try file.read(upToCount: Arrival.longest - bytes.count), !data.isEmpty
            {
                bytes += data
            }
        } catch { throw FileFault.unreadable(name, .init(error)) }
        return bytes
    }

    /// Takes in the messages of a Maildir, and removes those that are settled or kept.
    /// - Parameter report: gets a line when some cannot be read; they stay where they are.
    public func ingest(maildir path: String, _ report: (String) -> Void) async throws -> ReturnTally {
        var tally = ReturnTally()
        var faults: [FileFault] = []
        let files = try Maildir.files(in: path)
        for start in stride(from: 0, to: files.count, by: Self.portion) {
            var portion: [(file: String, message: [UInt8])] = []
            for file in files[start..<min(start + Self.portion, files.count)] {
                do throws(FileFault) {
                    if let message = try Maildir.message(at: file, most: Arrival.longest) {
                        portion.append((file, message))
                    }
                } catch { faults.append(error) }
            }
            tally.add(try await take(portion.map { Arrival($0.message, from: "maildir") }))
            for (file, _) in portion { unlink(file) }
        }
        if let fault = faults.first {
            report(fault.sentence + (faults.count > 1 ? "; and \(faults.count - 1) more like it" : ""))
        }
        return tally
    }
}
