// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Subscribers

/// A CSV file of rows that were not taken.
///
/// `@unchecked Sendable`: one import writes it, on one thread at a time.
final class RejectFile: @unchecked Sendable {
    private let path: String
    private let handle: FileHandle

    init(_ path: String, titles: [String]?) throws {
        guard let titles else {
            throw ImportFault.rejectsOfJSON
        }
        self.path = path
        guard !FileManager.default.fileExists(atPath: path),
            FileManager.default.createFile(atPath: path, contents: Data(CSVWriter.line(titles).utf8)),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw ImportFault.rejectsNotNew(path)
        }
        self.handle = handle
        _ = try? handle.seekToEnd()
    }

    func add(_ fields: [String]) throws {
        // People mend the file in a spreadsheet, so cells that one would run as formulas are guarded; cells that came from one
        // may be guarded already.
        let line = CSVWriter.line(fields.map { CSVWriter.guarded(CSVWriter.unguarded($0)) })
        do { try handle.write(contentsOf: Data(line.utf8)) } catch {
            throw ImportFault.rejectsUnwritable(path)
        }
    }

    /// Removes the file when nothing was imported, so that the next try can use its name.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
