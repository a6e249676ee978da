// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation

/// Who reads pages, feeds and files that strangers wrote.
///
/// gumbo, libxml2 and cmark-gfm are C, and a fault of theirs must not reach the process that sends mail. So the program reads
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
            return try await withCheckedThrowingContinuation { continuation in
                // It blocks while the child reads.
                Thread.detachNewThread {
                    continuation.resume(
                        with: Result { try ReaderProcess.intake(request, source.bytes, by: path) })
                }
            }
        }
    }
}
