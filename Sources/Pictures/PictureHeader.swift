// SPDX-License-Identifier: Apache-2.0

/// What the first bytes of a picture say of it, read before any decoder sees it.
struct PictureHeader: Equatable {
    /// The formats that are read.
    enum Format {
        case jpeg, png, gif, webp, avif, heic
    }

    var format: Format
    /// In points, as stored.
    var width: Int
    var height: Int
    /// How to turn it upright, from 1 for as it is to 8 (Exif 2.3 §4.6.4, Orientation).
    var orientation = 1

    init(format: Format, width: Int, height: Int, orientation: Int = 1) {
        self.format = format
        self.width = width
        self.height = height
        self.orientation = orientation
    }

    /// Reads the header.
    init(_ bytes: [UInt8]) throws(PictureFault) {
        let file = Octets(bytes)
        if file.starts("\u{89}PNG\r\n\u{1A}\n") {
            self = try Self.png(file)
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = try Self.jpeg(file)
        } else if file.starts("GIF87a") || file.starts("GIF89a") {
            self = Self(format: .gif, width: file.little16(6), height: file.little16(8))
        } else if file.starts("RIFF"), file.has("WEBP", at: 8) {
            self = try Self.webp(file)
        } else if file.has("ftyp", at: 4) {
            self = try Self.container(file)
        } else if let kind = Self.foreign(file) {
            throw .foreign(kind)
        } else {
            throw .notAPicture
        }
        guard width > 0, height > 0 else { throw .broken }
    }

    /// PNG 3 §11.2.1: the size stands first; `eXIf` may come anywhere before the end.
    private static func png(_ file: Octets) throws(PictureFault) -> Self {
        guard file.has("IHDR", at: 12) else { throw .broken }
        var header = Self(format: .png, width: file.big32(16), height: file.big32(20))
        var place = 8
        while place + 12 <= file.count {
            let length = file.big32(place)
            if file.has("eXIf", at: place + 4) { header.orientation = file.orientation(at: place + 8) }
            if file.has("IEND", at: place + 4) { break }
            place += length + 12
        }
        return header
    }

    /// ITU T.81 §B.1: segments up to the frame's.
    private static func jpeg(_ file: Octets) throws(PictureFault) -> Self {
        var place = 2
        var orientation = 1
        while place + 9 < file.count {
            guard file[place] == 0xFF else { throw .broken }
            let kind = file[place + 1]
            // Fill bytes may stand before any marker, and some markers have no content.
            if kind == 0xFF || kind == 1 || (0xD0...0xD8).contains(kind) {
                place += kind == 0xFF ? 1 : 2
                continue
            }
            if kind == 0xE1, file.has("Exif\0\0", at: place + 4), orientation == 1 {
                orientation = file.orientation(at: place + 10)
            }
            if (0xC0...0xCF).contains(kind), ![0xC4, 0xC8, 0xCC].contains(kind) {
                guard file.hasEnd(behind: place) else { throw .broken }
                return Self(
                    format: .jpeg, width: file.big16(place + 7), height: file.big16(place + 5),
                    orientation: orientation)
            }
            place += 2 + max(2, file.big16(place + 2))
        }
        throw .broken
    }

    /// RFC 9649 §2.
    private static func webp(_ file: Octets) throws(PictureFault) -> Self {
        if file.has("VP8X", at: 12) {
            let flags = file[20]
            guard flags & 0x02 == 0 else { throw .moving }
            return Self(
                format: .webp, width: file.little24(24) + 1, height: file.little24(27) + 1,
                orientation: flags & 0x08 == 0 ? 1 : exif(inRIFF: file))
        }
        if file.has("VP8L", at: 12) {
            let bits = file.little16(21) | file.little16(23) << 16
            return Self(format: .webp, width: bits & 0x3FFF + 1, height: bits >> 14 & 0x3FFF + 1)
        }
        guard file.has("VP8 ", at: 12) else { throw .broken }
        return Self(format: .webp, width: file.little16(26) & 0x3FFF, height: file.little16(28) & 0x3FFF)
    }

    private static func exif(inRIFF file: Octets) -> Int {
        var place = 12
        while place + 8 <= file.count {
            let length = file.little16(place + 4) | file.little16(place + 6) << 16
            if file.has("EXIF", at: place) { return file.orientation(at: place + 8) }
            place += 8 + length + length & 1
        }
        return 1
    }

    /// ISO/IEC 14496-12 and 23008-12: what it is made for stands among its brands, its size in `ispe`, the largest where it is
    /// put together from tiles. Decoders turn it upright themselves.
    private static func container(_ file: Octets) throws(PictureFault) -> Self {
        let end = min(max(file.big32(0), 16), 256, file.count)
        let brands = stride(from: 8, to: end - 3, by: 4).map { file.text(at: $0) }
        let isAVIF = brands.contains { ["avif", "avis"].contains($0) }
        guard isAVIF || brands.contains(where: { ["heic", "heix", "mif1", "heim", "heis"].contains($0) })
        else { throw .foreign("a film or another container") }
        var header = Self(format: isAVIF ? .avif : .heic, width: 0, height: 0)
        for place in 0..<max(0, min(file.count, 1 << 20) - 16) where file.has("ispe", at: place) {
            let (width, height) = (file.big32(place + 8), file.big32(place + 12))
            // Both are below 2³²: their product has room in 64 bits that hold no sign.
            if UInt(width) * UInt(height) > UInt(header.width) * UInt(header.height) {
                (header.width, header.height) = (width, height)
            }
        }
        return header
    }

    /// What is known and cannot be shown.
    private static func foreign(_ file: Octets) -> String? {
        let marks = [
            ("II*\0", "a TIFF file"), ("MM\0*", "a TIFF file"), ("BM", "a Windows bitmap"),
            ("8BPS", "a Photoshop file"), ("%PDF", "a PDF"), ("\u{FF}\u{A}", "a JPEG XL file"),
            ("\0\0\0\u{C}JXL ", "a JPEG XL file"),
        ]
        if let mark = marks.first(where: { file.starts($0.0) }) { return mark.1 }
        let start = file.start(1000).lowercased()
        return start.contains("<svg") ? "a drawing in SVG" : nil
    }
}

/// Bytes that are read at places beyond their end as zeros.
private struct Octets {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var count: Int { bytes.count }

    subscript(place: Int) -> UInt8 { bytes.indices.contains(place) ? bytes[place] : 0 }

    func big16(_ place: Int) -> Int { Int(self[place]) << 8 | Int(self[place + 1]) }
    func big32(_ place: Int) -> Int { big16(place) << 16 | big16(place + 2) }
    func little16(_ place: Int) -> Int { Int(self[place + 1]) << 8 | Int(self[place]) }
    func little24(_ place: Int) -> Int { Int(self[place + 2]) << 16 | little16(place) }

    /// Whether these characters, each a byte, stand at a place.
    func has(_ mark: String, at place: Int) -> Bool {
        mark.unicodeScalars.enumerated().allSatisfy { UInt32(self[place + $0.offset]) == $0.element.value }
            && place + mark.unicodeScalars.count <= count
    }

    func starts(_ mark: String) -> Bool { has(mark, at: 0) }

    /// Whether JPEG's end stands behind a place; decoders make grey of what a cut file lacks.
    func hasEnd(behind place: Int) -> Bool {
        zip(bytes[place...], bytes[(place + 1)...]).contains { $0 == 0xFF && $1 == 0xD9 }
    }

    func text(at place: Int) -> String { String(decoding: (0..<4).map { self[place + $0] }, as: UTF8.self) }

    func start(_ length: Int) -> String { String(decoding: bytes.prefix(length), as: UTF8.self) }

    /// The orientation that Exif's first directory says (TIFF 6 §2); 1 when it says none.
    func orientation(at start: Int) -> Int {
        let isLittle = has("II", at: start)
        guard isLittle || has("MM", at: start) else { return 1 }
        func short(_ place: Int) -> Int { isLittle ? little16(place) : big16(place) }
        let offset = isLittle ? little16(start + 4) | little16(start + 6) << 16 : big32(start + 4)
        let directory = start + offset
        for index in 0..<min(short(directory), 200) {
            let entry = directory + 2 + index * 12
            guard short(entry) == 0x0112 else { continue }
            let value = short(entry + 8)
            return (1...8).contains(value) ? value : 1
        }
        return 1
    }
}
