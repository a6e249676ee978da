// SPDX-License-Identifier: Apache-2.0
import CGD

/// A picture as points, in libgd's memory.
final class Canvas {
    private let gd: gd_library
    private let image: gdImagePtr

    private init?(_ gd: gd_library, _ image: gdImagePtr?) {
        guard let image else { return nil }
        self.gd = gd
        self.image = image
    }

    deinit { gd.gdImageDestroy(image) }

    /// Decodes a file.
    static func decoded(_ bytes: [UInt8], as format: PictureHeader.Format) throws(PictureFault) -> Canvas {
        guard let gd = gd_load()?.pointee else { throw .noLibrary }
        let decoder =
            switch format {
            case .jpeg: gd.gdImageCreateFromJpegPtr
            case .png: gd.gdImageCreateFromPngPtr
            case .gif: gd.gdImageCreateFromGifPtr
            case .webp: gd.gdImageCreateFromWebpPtr
            case .avif: gd.gdImageCreateFromAvifPtr
            case .heic: gd.gdImageCreateFromHeifPtr
            }
        var bytes = bytes
        let image = bytes.withUnsafeMutableBytes { decoder?(Int32($0.count), $0.baseAddress) }
        guard let canvas = Canvas(gd, image), gd.gdImagePaletteToTrueColor(canvas.image) != 0 else {
            throw .broken
        }
        return canvas
    }

    var width: Int { Int(image.pointee.sx) }
    var height: Int { Int(image.pointee.sy) }
    /// Rows of points: `0xRRGGBB`, and in the highest byte from 0 to 127 how much it lets through.
    var points: UnsafeMutablePointer<UnsafeMutablePointer<Int32>?> { image.pointee.tpixels }

    private func blank(_ width: Int, _ height: Int) -> Canvas? {
        guard let canvas = Canvas(gd, gd.gdImageCreateTrueColor(Int32(width), Int32(height))) else {
            return nil
        }
        gd.gdImageAlphaBlending(canvas.image, 0)
        return canvas
    }

    /// The same in another size.
    func scaled(to width: Int, _ height: Int) -> Canvas? {
        if width == self.width, height == self.height { return self }
        guard let canvas = blank(width, height) else { return nil }
        gd.gdImageCopyResampled(
            canvas.image, image, 0, 0, 0, 0, Int32(width), Int32(height), image.pointee.sx, image.pointee.sy)
        return canvas
    }

    /// The same, turned upright.
    /// - Parameter orientation: from 1 to 8, as Exif numbers them.
    func upright(_ orientation: Int) -> Canvas? {
        if orientation == 1 { return self }
        let (width, height) = (self.width, self.height)
        let isOnItsSide = orientation > 4
        guard let canvas = isOnItsSide ? blank(height, width) : blank(width, height) else { return nil }
        for y in 0..<canvas.height {
            guard let row = canvas.points[y] else { return nil }
            for x in 0..<canvas.width {
                let (line, column) =
                    switch orientation {
                    case 2: (y, width - 1 - x)
                    case 3: (height - 1 - y, width - 1 - x)
                    case 4: (height - 1 - y, x)
                    case 5: (x, y)
                    case 6: (height - 1 - x, y)
                    case 7: (height - 1 - x, width - 1 - y)
                    default: (x, width - 1 - y)
                    }
                row[x] = points[line]?[column] ?? 0
            }
        }
        return canvas
    }

    /// Whether any point lets through what is behind.
    var isTransparent: Bool {
        (0..<height).contains { y in
            guard let row = points[y] else { return false }
            return (0..<width).contains { row[$0] >> 24 & 0x7F != 0 }
        }
    }

    /// A progressive JPEG.
    /// - Parameter quality: from 0 to 100.
    func jpeg(quality: Int) -> [UInt8]? {
        gd.gdImageInterlace(image, 1)
        var size: Int32 = 0
        return taken(gd.gdImageJpegPtr(image, &size, Int32(quality)), size)
    }

    /// A PNG, as small as zlib makes it.
    func png() -> [UInt8]? {
        gd.gdImageSaveAlpha(image, 1)
        var size: Int32 = 0
        return taken(gd.gdImagePngPtrEx(image, &size, 9), size)
    }

    private func taken(_ data: UnsafeMutableRawPointer?, _ size: Int32) -> [UInt8]? {
        guard let data else { return nil }
        defer { gd.gdFree(data) }
        return Array(UnsafeRawBufferPointer(start: data, count: Int(size)))
    }
}
