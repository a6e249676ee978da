// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import Foundation
import Glibc
public import MailFormat
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

    /// The mailings that are halted because of it, with reasons.
    public private(set) var halted: [MailingID: String] = [:]
    /// What kept mailboxes, or messages in them, from being read: a clause each.
    public internal(set) var faults: [String] = []

    /// Nothing yet.
    init() {}

    init(_ taken: ReturnDesk.Taken) { add(taken) }

    mutating func add(_ other: ReturnTally) {
        counts.merge(other.counts, uniquingKeysWith: +)
        halted.merge(other.halted) { $1 }
        faults += other.faults
    }

    mutating func add(_ taken: ReturnDesk.Taken) {
        for outcome in taken.outcomes { counts[outcome, default: 0] += 1 }
        halted.merge(taken.halted) { $1 }
    }
}

extension ReturnDesk {
    /// Whether a path is a Maildir.
    public static func isMaildir(_ path: String) -> Bool { Maildir.isOne(path) }

    /// Looks into every mailbox that is configured.
    public func poll() async throws -> ReturnTally {
        guard let settings = configuration.returns else { throw ReturnFault.notConfigured }
        var tally = ReturnTally()
        if let maildir = settings.maildir {
            do { tally.add(try await ingest(maildir: maildir)) } catch let fault as FileFault {
                tally.faults.append(fault.sentence)
            }
        }
        if let mailbox = settings.mailbox { tally.add(try await ingest(mailbox)) }
        tally.add(try await lookAgain())
        return tally
    }

    /// Takes in the messages of a mailbox at a server, and removes them there once they are settled or kept. After a fault the
    /// messages that were read are settled; some of them may come again, and count once.
    private func ingest(_ settings: RemoteMailbox.Settings) async throws -> ReturnTally {
        var tally = ReturnTally()
        do {
            _ = try await RemoteMailbox(settings).visit { messages in
                tally.add(try await take(messages.map { Arrival($0.bytes, from: "mailbox") }))
                return Set(messages.indices)
            }
        } catch let fault as MailboxFault { tally.faults.append("\(settings.url): \(fault.sentence)") }
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

    /// Takes in the messages of a Maildir, and removes those that are settled or kept. Some that cannot be read or removed stay where
    /// they are, and are among the tally's faults.
    public func ingest(maildir path: String) async throws -> ReturnTally {
        var tally = ReturnTally()
        var faults: [FileFault] = []
        var rest = try Maildir.files(in: path)[...]
        while !rest.isEmpty {
            var portion: [(file: String, message: [UInt8])] = []
            var bytes = 0
            while portion.count < Self.portion, bytes < Self.portionOfBytes, let file = rest.popFirst() {
                do throws(FileFault) {
                    guard let message = try Maildir.message(at: file, most: Arrival.longest) else { continue }
                    portion.append((file, message))
                    bytes += message.count
                } catch { faults.append(error) }
            }
            tally.add(try await take(portion.map { Arrival($0.message, from: "maildir") }))
            for (file, _) in portion where unlink(file) != 0 && errno != ENOENT {
                faults.append(.unwritable(file, .init(code: errno)))
            }
        }
        if let fault = faults.first {
            tally.faults.append(
                fault.sentence + (faults.count > 1 ? "; and \(faults.count - 1) more like it" : ""))
        }
        return tally
    }
}
