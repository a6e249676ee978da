// SPDX-License-Identifier: Apache-2.0
import Foundation
import Newsroom

/// A file that a command was told to write.
enum OutputFile {
    /// What it holds: an earlier one of its kind may be written over, and nothing else.
    enum Kind {
        case page, text, message, picture

        fileprivate var endings: Set<String> {
            switch self {
            case .page: ["html", "htm"]
            case .text: ["txt", "text"]
            case .message: ["eml", "msg", "txt"]
            case .picture: ["svg"]
            }
        }

        /// How one starts that has a name of another kind.
        fileprivate var starts: [String] {
            switch self {
            case .page: ["<!doctype html", "<html"]
            case .text: []
            case .message: ["from:", "date:", "message-id:", "dkim-signature:", "mime-version:", "list-"]
            case .picture: ["<svg", "<?xml"]
            }
        }
    }

    static func write(_ bytes: some DataProtocol, as content: Kind, to path: String) throws {
        let data = Data(bytes)
        // A link is followed, and a device or pipe is written to, not put another file in the place of.
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let kind = try? FileManager.default.attributesOfItem(atPath: place.path)[.type] as? FileAttributeType
        try requireReplaceable(place, kind, content, path)
        do {
            if let kind, kind != .typeRegular, kind != .typeDirectory {
                try FileHandle(forWritingTo: place).write(contentsOf: data)
            } else {
                try data.write(to: place, options: .atomic)
            }
        } catch {
            throw FileFault.unwritable(path, .init(error))
        }
    }

    /// Refuses to write over what is neither empty nor one of its kind, by its name or its first words: a database, a
    /// configuration, an article in Markdown.
    private static func requireReplaceable(
        _ place: URL, _ kind: FileAttributeType?, _ content: Kind, _ path: String
    ) throws {
        guard kind == .typeRegular, let file = try? FileHandle(forReadingFrom: place) else { return }
        defer { try? file.close() }
        let start = String(decoding: (try? file.read(upToCount: 512)) ?? Data(), as: UTF8.self).lowercased()
        let isOurs = content.starts.contains(where: start.hasPrefix)
        let isNamed = content.endings.contains(place.pathExtension.lowercased()) && !start.utf8.contains(0)
        guard start.isEmpty || isOurs || isNamed else {
            throw CommandFault.otherContent(path, than: content)
        }
    }
}
