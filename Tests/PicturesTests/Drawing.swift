// SPDX-License-Identifier: Apache-2.0
import CGD

/// A picture that a test draws point by point.
struct Drawing {
    enum Format {
        case jpeg, png, gif, webp, avif
    }

    let width: Int
    let height: Int
    /// The colour of a point: `0xRRGGBB`, and from 0 to 127 how much it lets through, in the highest byte.
    let point: (Int, Int) -> UInt32

    /// One colour above another.
    static func halves(_ width: Int, _ height: Int, above: UInt32 = 0xFF0000, below: UInt32 = 0x0000FF)
        -> Drawing
    {
        Drawing(width: width, height: height) { _, y in y * 2 < height ? above : below }
    }

    /// Points that have nothing to do with each other, so that no format makes them small.
    static func noise(_ width: Int, _ height: Int) -> Drawing {
        Drawing(width: width, height: height) { x, y in
            var bits = UInt64(x) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(y) &* 0xC2B2_AE3D_27D4_EB4F
            bits = (bits ^ bits >> 31) &* 0x7FB5_D329_728E_A185
            return UInt32(truncatingIfNeeded: bits >> 24) & 0xFF_FFFF
        }
    }

    /// The file.
    func file(_ format: Format) -> [UInt8] {
        guard let gd = gd_load()?.pointee, let image = gd.gdImageCreateTrueColor(Int32(width), Int32(height))
        else {
            return []
        }
        defer { gd.gdImageDestroy(image) }
        gd.gdImageAlphaBlending(image, 0)
        gd.gdImageSaveAlpha(image, 1)
        for y in 0..<height {
            for x in 0..<width { image.pointee.tpixels[y]![x] = Int32(bitPattern: point(x, y)) }
        }
        var size: Int32 = 0
        let data =
            switch format {
            case .jpeg: gd.gdImageJpegPtr(image, &size, 90)
            case .png: gd.gdImagePngPtrEx(image, &size, 6)
            case .gif: gd.gdImageGifPtr(image, &size)
            case .webp: gd.gdImageWebpPtr(image, &size)
            case .avif: gd.gdImageAvifPtr(image, &size)
            }
        guard let data else { return [] }
        defer { gd.gdFree(data) }
        return Array(UnsafeRawBufferPointer(start: data, count: Int(size)))
    }
}
