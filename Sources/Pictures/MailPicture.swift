// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A stranger's picture made into what every mail program shows: JPEG, PNG or GIF, twice as wide as a column and once, turned
/// upright, without what a camera wrote into it.
public struct MailPicture: Sendable, Codable {
    /// One size of it.
    public struct File: Hashable, Sendable, Codable {
        /// What a file's name ends in: `jpg`, `png` or `gif`.
        public let kind: String
        /// In points.
        public let width: Int
        /// In points.
        public let height: Int
        /// The file.
        public let bytes: Data
    }

    /// The widest first.
    public let files: [File]
    /// Whether it was a film that stands still now.
    public let isStill: Bool

    /// Whether it can be one that was made here: what comes from another process may be anything.
    public var isWhole: Bool {
        !files.isEmpty
            && files.allSatisfy { ["jpg", "png", "gif"].contains($0.kind) && $0.width > 0 && $0.height > 0 }
    }

    /// The largest file that is read, in bytes.
    public static let largest = 50_000_000
    /// The largest picture that is read, in points: more than any telephone takes.
    public static let mostPoints = 64_000_000

    /// How wide it is at most: twice the column, for screens with fine points.
    public static let widest = 1200
    /// How wide the narrow one of its files is: as the column.
    private static let narrow = 600
    /// The bytes that a file shall have at most, where that can be.
    private static let weight = 200_000
    /// The bytes that a film may have.
    private static let filmWeight = 1_000_000
    /// How high a film may be, in points: programs hold each of its frames as a whole.
    private static let highestFilm = 2400
    /// JPEG's qualities, from one that nobody tells from the original to one that is still good to look at.
    private static let qualities = [84, 76, 68, 60]

    /// Reads a file and makes it anew.
    ///
    /// C reads strangers' bytes here: it belongs in a process that can do nothing else.
    /// - Parameter widest: how many points wide it is at the most.
    public init(_ bytes: [UInt8], widest: Int = MailPicture.widest) throws(PictureFault) {
        guard bytes.count <= Self.largest else { throw .tooLarge(bytes: bytes.count) }
        let header = try PictureHeader(bytes)
        guard header.width <= Self.mostPoints / header.height else {
            throw .tooManyPoints(width: header.width, height: header.height)
        }
        let film = header.format == .gif ? try AnimatedGIF(bytes) : nil
        let picture = try Canvas.decoded(bytes, as: header.format)
        if let film, film.bytes.count <= Self.filmWeight, header.width <= widest,
            header.height <= Self.highestFilm
        {
            let file = File(kind: "gif", width: header.width, height: header.height, bytes: Data(film.bytes))
            (files, isStill) = ([file], false)
            return
        }
        isStill = film != nil
        let isDrawn = header.format == .png || header.format == .gif
        guard let wide = Self.upright(picture, header, within: widest) else { throw .broken }
        let hasHoles = wide.isTransparent
        func file(within width: Int) throws(PictureFault) -> File {
            guard let file = Self.file(wide, within: width, isDrawn: isDrawn, hasHoles: hasHoles) else {
                throw .broken
            }
            return file
        }
        // One that is hardly narrower than the other is no gain.
        let hasNarrow = widest > Self.narrow && wide.width * 2 >= Self.narrow * 3
        files = try [file(within: widest)] + (hasNarrow ? [file(within: Self.narrow)] : [])
    }

    private static func upright(_ picture: Canvas, _ header: PictureHeader, within most: Int) -> Canvas? {
        let width = header.orientation > 4 ? picture.height : picture.width
        return scaled(picture, by: min(1, Double(most) / Double(width)))?.upright(header.orientation)
    }

    private static func scaled(_ picture: Canvas, by factor: Double) -> Canvas? {
        func part(_ length: Int) -> Int { max(1, Int((Double(length) * factor).rounded())) }
        return picture.scaled(to: part(picture.width), part(picture.height))
    }

    /// Drawings stay PNG as long as that is small, and what has holes as long as it has them; all else becomes JPEG. What is
    /// too heavy loses quality first, then a third of its width, and stays as it is then.
    private static func file(_ picture: Canvas, within most: Int, isDrawn: Bool, hasHoles: Bool) -> File? {
        let width = min(most, picture.width)
        var heavy: File?
        for share in [1, 0.67] {
            let factor = Double(width) / Double(picture.width) * share
            guard let canvas = scaled(picture, by: factor) else { return nil }
            let attempts: [(kind: String, encoded: () -> [UInt8]?)] =
                (isDrawn || hasHoles ? [("png", { canvas.png() })] : [])
                + (hasHoles ? [] : qualities.map { quality in ("jpg", { canvas.jpeg(quality: quality) }) })
            for attempt in attempts {
                guard let bytes = attempt.encoded() else { return nil }
                let file = File(
                    kind: attempt.kind, width: canvas.width, height: canvas.height, bytes: Data(bytes))
                if bytes.count <= weight { return file }
                if heavy.map({ bytes.count < $0.bytes.count }) ?? true { heavy = file }
            }
        }
        return heavy
    }
}
