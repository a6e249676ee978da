// SPDX-License-Identifier: Apache-2.0

/// A GIF with more than one frame that all lie on its screen, without what only programs read (GIF89a §§ 15–26).
struct AnimatedGIF {
    /// The file without comments, texts and other programs' blocks.
    private(set) var bytes: [UInt8]

    /// Nil for a file of one frame, and for one that does not keep to the format.
    /// - Throws: `PictureFault.broken` for one that is cut off.
    init?(_ file: [UInt8]) throws(PictureFault) {
        guard file.count > 13 else { return nil }
        var place = 13 + Self.tableLength(file[10])
        guard place < file.count else { return nil }
        bytes = Array(file[..<place])
        var frames = 0
        while place < file.count, file[place] != Self.trailer {
            guard Self.isBlock(file[place]) else { return nil }
            guard let end = Self.end(ofBlockAt: place, in: file) else { throw .broken }
            if file[place] == Self.image {
                guard Self.isOnScreen(place, of: file) else { return nil }
                frames += 1
            }
            if Self.isSeen(file[place..<end]) { bytes += file[place..<end] }
            place = end
        }
        guard frames > 1 else { return nil }
        bytes.append(Self.trailer)
    }

    private static let image: UInt8 = 0x2C
    private static let `extension`: UInt8 = 0x21
    private static let trailer: UInt8 = 0x3B

    private static func isBlock(_ introducer: UInt8) -> Bool {
        introducer == image || introducer == Self.extension
    }

    /// Whether a frame is no larger than the screen that the file's head says.
    private static func isOnScreen(_ frame: Int, of file: [UInt8]) -> Bool {
        guard frame + 8 < file.count else { return false }
        func number(_ place: Int) -> Int { Int(file[place]) | Int(file[place + 1]) << 8 }
        return number(frame + 1) + number(frame + 5) <= number(6)
            && number(frame + 3) + number(frame + 7) <= number(8)
    }

    private static func tableLength(_ flags: UInt8) -> Int {
        flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1)
    }

    /// The end of a block with its data; nil where the file ends before.
    private static func end(ofBlockAt start: Int, in file: [UInt8]) -> Int? {
        guard start + 11 < file.count || file[start] != image else { return nil }
        var place = start + (file[start] == image ? 11 + tableLength(file[start + 9]) : 2)
        while place < file.count {
            let length = Int(file[place])
            place += length + 1
            if length == 0 { return place }
        }
        return nil
    }

    /// Whether a block is a frame, says how one is shown, or how often all are.
    private static func isSeen(_ block: ArraySlice<UInt8>) -> Bool {
        guard block[block.startIndex] == Self.extension else { return true }
        switch block[block.startIndex + 1] {
        case 0xF9: return true
        case 0xFF: return block.dropFirst(3).starts(with: Array("NETSCAPE2.0".utf8))
        default: return false
        }
    }
}
