import Foundation
import Newsroom

/// A file that a command was told to write.
enum OutputFile {
    static func write(_ bytes: some DataProtocol, to path: String) throws {
        let data = Data(bytes)
        // A link is followed, and a device or pipe is written to, not put another file in the place of.
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let kind = try? FileManager.default.attributesOfItem(atPath: place.path)[.type] as? FileAttributeType
        do {
            if let kind, kind != .typeRegular, kind != .typeDirectory {
                try FileHandle(forWritingTo: place).write(contentsOf: data)
            } else {
                try data.write(to: place, options: .atomic)
            }
        } catch {
            throw NewsroomError(.io, "\(path) cannot be written: \(Newsroom.why(error))")
        }
    }
}
