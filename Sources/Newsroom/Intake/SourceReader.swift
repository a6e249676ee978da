// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import Pictures
import Returns

/// Who reads pages, feeds and files that strangers wrote.
///
/// gumbo, libxml2, cmark-gfm and libgd are C, and a fault of theirs must not reach the process that sends mail. So the program reads
/// in a child, which has neither network nor files to write, and little time and memory. Tests read where they are.
public enum SourceReader: Sendable {
    /// In this process.
    case here
    /// In a child: the program at this path, told to read.
    case program(String)

    /// The program that is running.
    public static var child: SourceReader {
        .program(
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
                ?? CommandLine.arguments[0])
    }

    /// Reads a source.
    func intake(
        _ source: IntakeSource, as format: ArticleFormat?, boilerplate: [String]
    ) async throws -> Intake {
        switch self {
        case .here: return try Intake(source, as: format, boilerplate: boilerplate)
        case .program(let path):
            guard source.bytes.count <= IntakeSource.largest else {
                return try Intake(source, as: format, boilerplate: boilerplate)
            }
            let request = IntakeRequest(source, as: format, boilerplate: boilerplate)
            return try await Self.apart { try ReaderProcess.intake(request, source.bytes, by: path) }
        }
    }

    /// Reads a picture, and makes it anew for mail.
    /// - Parameters:
    ///   - name: what errors call it.
    ///   - width: how many points wide it is at the most; nil for as wide as mail needs.
    /// - Throws: `ArticleError`, one clause that begins with the name.
    func picture(_ bytes: [UInt8], named name: String, widest width: Int?) async throws -> MailPicture {
        switch self {
        case .program(let path) where bytes.count <= MailPicture.largest:
            return try await Self.apart {
                try ReaderProcess.picture(bytes, named: name, widest: width, by: path)
            }
        case .here, .program:
            do { return try MailPicture(bytes, widest: width ?? MailPicture.widest) } catch {
                throw ArticleError(description: "\(name) \(error)")
            }
        }
    }

    /// Reads messages that came back; nil stands for one at which its reader ended.
    func summaries(of messages: [[UInt8]]) async throws -> [ReturnSummary?] {
        guard case .program(let path) = self, !messages.isEmpty else {
            return messages.map { ReturnSummary(reading: $0) }
        }
        do {
            return try await Self.apart { try ReaderProcess.summaries(of: messages, by: path) }
        } catch is ArticleError {
            guard messages.count > 1 else { return [nil] }
            // One of them is the reason, and the others must not wait for it.
            let half = messages.count / 2
            return try await summaries(of: Array(messages[..<half]))
                + summaries(of: Array(messages[half...]))
        }
    }

    /// On a thread of its own, because it blocks while the child reads.
    private static func apart<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws
        -> Value
    {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
