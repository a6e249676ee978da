// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Pictures

@Suite("A picture made for mail")
struct MailPictureTests {
    @Test(
        "is a JPEG or PNG at two widths, whatever it was",
        arguments: [Drawing.Format.jpeg, .png, .gif, .webp, .avif])
    func formats(format: Drawing.Format) throws {
        let picture = try MailPicture(Drawing.halves(1500, 1000).file(format))
        #expect(picture.files.map(\.width) == [1200, 600] && picture.files.map(\.height) == [800, 400])
        let isDrawn = format == .png || format == .gif
        #expect(picture.files.allSatisfy { $0.kind == (isDrawn ? "png" : "jpg") && $0.bytes.count < 200_000 })
        let top = try Canvas.decoded([UInt8](picture.files[1].bytes), as: isDrawn ? .png : .jpeg).colour(
            10, 10)
        #expect(top.isNear(0xFF0000), "\(String(top, radix: 16))")
    }

    @Test("is never wider than it was, and has one file where two would be the same")
    func small() throws {
        let picture = try MailPicture(Drawing.halves(640, 480).file(.jpeg))
        #expect(picture.files.map(\.width) == [640])
    }

    @Test("is turned upright, and what the camera wrote is gone", arguments: 1...8)
    func upright(orientation: UInt16) throws {
        // The quarters of the picture as it should be seen: red green, blue white.
        let seen: [[UInt32]] = [[0xFF0000, 0x00FF00], [0x0000FF, 0xFFFFFF]]
        let isOnItsSide = orientation > 4
        let stored = Drawing(width: isOnItsSide ? 200 : 300, height: isOnItsSide ? 300 : 200) { x, y in
            let (width, height) = isOnItsSide ? (200, 300) : (300, 200)
            let (right, low) = (x * 2 >= width, y * 2 >= height)
            let (column, row) =
                switch orientation {
                case 1: (right, low)
                case 2: (!right, low)
                case 3: (!right, !low)
                case 4: (right, !low)
                case 5: (low, right)
                case 6: (!low, right)
                case 7: (!low, !right)
                default: (low, !right)
                }
            return seen[row ? 1 : 0][column ? 1 : 0]
        }
        let picture = try MailPicture(Self.withExif(stored.file(.jpeg), orientation: orientation))
        let file = try #require(picture.files.first)
        #expect((file.width, file.height) == (300, 200))
        #expect(file.bytes.firstRange(of: Data("Exif".utf8)) == nil)
        let canvas = try Canvas.decoded([UInt8](file.bytes), as: .jpeg)
        for (row, y) in [50, 150].enumerated() {
            for (column, x) in [75, 225].enumerated() {
                #expect(canvas.colour(x, y).isNear(seen[row][column]), "\(row) \(column)")
            }
        }
    }

    /// A JPEG with an Exif segment that says how it is turned.
    private static func withExif(_ file: [UInt8], orientation: UInt16) -> [UInt8] {
        let exif: [UInt8] =
            Array("Exif\0\0MM\0*".utf8) + [
                0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0,
            ]
            + [0, 0, 0, 0]
        return file.prefix(2) + [0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif + file.dropFirst(2)
    }

    @Test("with holes stays a PNG with holes")
    func holes() throws {
        let drawing = Drawing(width: 1300, height: 400) { x, _ in x < 100 ? 0x7F00_0000 : 0x2266AA }
        let picture = try MailPicture(drawing.file(.webp))
        #expect(picture.files.map(\.kind) == ["png", "png"])
        let canvas = try Canvas.decoded([UInt8](picture.files[0].bytes), as: .png)
        #expect(canvas.colour(5, 5) >> 24 == 0x7F)
    }

    @Test("loses quality before it is heavy")
    func weight() throws {
        let heavy = Drawing.noise(1600, 900).file(.jpeg)
        let picture = try MailPicture(heavy)
        #expect(picture.files[1].bytes.count <= 200_000)
        let photograph = Drawing(width: 4000, height: 3000) { x, y in
            UInt32(x * 255 / 4000) << 16 | UInt32(y * 255 / 3000) << 8 | UInt32((x ^ y) & 31)
        }
        #expect(try MailPicture(photograph.file(.jpeg)).files.allSatisfy { $0.bytes.count <= 200_000 })
    }

    @Test("moves if it is a GIF that did, without what only programs read")
    func moving() throws {
        let film = Self.film(Drawing.halves(300, 200), frames: 3, comment: "taken at home")
        let picture = try MailPicture(film)
        let file = try #require(picture.files.first)
        #expect(picture.files.count == 1 && file.kind == "gif" && file.width == 300 && !picture.isStill)
        #expect(file.bytes.firstRange(of: Data("taken at home".utf8)) == nil)
        #expect(file.bytes.firstRange(of: Data("NETSCAPE2.0".utf8)) != nil)
        #expect(try AnimatedGIF([UInt8](file.bytes))?.bytes == [UInt8](file.bytes))
        let heavy = try MailPicture(Self.film(Drawing.noise(900, 900), frames: 3, comment: ""))
        #expect(heavy.isStill && heavy.files.allSatisfy { $0.kind != "gif" })
        // Its screen is another size than its frames.
        var vast = film
        vast.replaceSubrange(6..<10, with: [0x40, 0x1F, 0x40, 0x1F])
        #expect(try MailPicture(vast).isStill)
        #expect(throws: PictureFault.broken) { try MailPicture(Array(film.prefix(film.count * 2 / 3))) }
    }

    /// A GIF that shows one frame several times.
    private static func film(_ drawing: Drawing, frames: Int, comment: String) -> [UInt8] {
        let still = drawing.file(.gif)
        let start = 13 + (still[10] & 0x80 == 0 ? 0 : 3 << (Int(still[10] & 7) + 1))
        let frame = still[start..<(still.count - 1)]
        let loop = [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
        let note = [0x21, 0xFE, UInt8(comment.utf8.count)] + Array(comment.utf8) + [0]
        return still[..<start] + loop + (comment.isEmpty ? [] : note)
            + (0..<frames).flatMap { _ in [0x21, 0xF9, 4, 0, 10, 0, 0, 0] + frame } + [0x3B]
    }

    @Test("is refused in one line where it is none, or too much")
    func refused() throws {
        func fault(_ bytes: [UInt8]) -> PictureFault? {
            do throws(PictureFault) {
                _ = try MailPicture(bytes)
                return nil
            } catch { return error }
        }
        let small = Drawing.halves(64, 64)
        #expect(fault([]) == .notAPicture && fault(Array("<p>Hello".utf8)) == .notAPicture)
        #expect(fault(Array("<?xml version='1.0'?><svg width='1'/>".utf8)) == .foreign("a drawing in SVG"))
        #expect(fault(Array("II*\0".utf8) + [8, 0, 0, 0]) == .foreign("a TIFF file"))
        for format in [Drawing.Format.jpeg, .png, .gif, .webp, .avif] {
            let file = Drawing.noise(200, 200).file(format)
            #expect(fault(Array(file.prefix(file.count / 2))) == .broken, "\(format)")
        }
        // A bomb says how large it is before it is decoded.
        var bomb = small.file(.png)
        bomb.replaceSubrange(16..<24, with: [0, 1, 0, 0, 0, 1, 0, 0])
        #expect(fault(bomb) == .tooManyPoints(width: 65536, height: 65536))
        #expect(fault([UInt8](repeating: 0, count: MailPicture.largest + 1)) == .tooLarge(bytes: 50_000_001))
        let vast =
            [0, 0, 0, 20] + Array("ftypheic".utf8) + [0, 0, 0, 0] + Array("mif1".utf8)
            + [0, 0, 0, 20] + Array("ispe".utf8) + [0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8)
        #expect(fault(vast + [0]) == .tooManyPoints(width: 0xFFFF_FFFF, height: 0xFFFF_FFFF))
        var empty = small.file(.gif)
        empty.replaceSubrange(6..<10, with: [0, 0, 0, 0])
        #expect(fault(empty) == .broken)
    }

    @Test("of any bytes is one or none, and ends")
    func mutated() {
        let files = [Drawing.Format.jpeg, .png, .gif, .webp].map { Drawing.noise(40, 30).file($0) }
        for file in files {
            for seed in 0..<200 {
                var bytes = file
                for step in 0..<(1 + seed % 5) {
                    bytes[(seed &* 7919 &+ step &* 104_729) % bytes.count] = UInt8(
                        truncatingIfNeeded: seed &* 31 &+ step)
                }
                _ = try? MailPicture(bytes)
            }
        }
    }
}

extension Canvas {
    /// A point's colour.
    fileprivate func colour(_ x: Int, _ y: Int) -> UInt32 { UInt32(bitPattern: points[y]![x]) }
}

extension UInt32 {
    /// Whether two colours are the same but for what JPEG changes.
    fileprivate func isNear(_ other: UInt32) -> Bool {
        [0, 8, 16].allSatisfy { shift in
            abs(Int(self >> UInt32(shift) & 255) - Int(other >> UInt32(shift) & 255)) < 40
        }
    }
}
