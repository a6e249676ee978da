// SPDX-License-Identifier: Apache-2.0
public import Composer
import CurlTransport
public import Foundation
import MailFormat
import Pictures
import SQLiteStore

/// The pictures that the newsroom keeps for its readers.
public struct MediaDesk: Sendable {
    let configuration: Configuration
    let publications: Publications
    let media: MediaStore
    let reader: SourceReader

    init(_ context: NewsroomContext) {
        configuration = context.configuration
        publications = context.publications
        media = context.media
        reader = context.reader
    }

    /// A picture that was taken in.
    public struct Medium: Sendable {
        /// The widest first.
        public let renditions: [Rendition]
        /// The bytes of each.
        public let bytes: [Int]
        /// Whether it was a film that stands still now.
        public let isStill: Bool
        /// Where readers load the widest.
        public let address: String
    }

    /// A picture that is kept.
    public struct Entry: Sendable {
        /// Its name.
        public let name: String
        /// In points.
        public let width: Int
        /// In points.
        public let height: Int
        /// The size of its file.
        public let bytes: Int
        /// Where readers load it.
        public let address: String
        /// Whether a mailing went out that shows it.
        public let isPublished: Bool
    }

    /// Takes in a picture of a file.
    /// - Parameter width: how many points wide it is at the most; nil for as wide as mail needs.
    public func add(file path: String, widest width: Int? = nil) async throws -> Medium {
        try await keep(try Self.bytes(ofFile: path), named: path, widest: width)
    }

    /// The pictures that are kept, the latest first.
    public func all() async throws -> [Entry] {
        try await media.all().map {
            Entry(
                name: $0.name, width: $0.width, height: $0.height, bytes: $0.bytes,
                address: configuration.links.media.url(of: $0.name), isPublished: $0.isPublished)
        }
    }

    /// The file of a picture; nil for a name that none has.
    public func file(_ name: String) async throws -> Data? {
        MediaAddress.isName(name) ? try await media.file(name) : nil
    }

    /// Makes a picture anew for mail, and keeps it.
    /// - Parameter name: what errors call it.
    func keep(_ bytes: [UInt8], named name: String, widest width: Int? = nil) async throws -> Medium {
        let picture = try await reader.picture(bytes, named: name, widest: width)
        let files = Self.files(of: picture)
        try await media.keep(files)
        return Medium(
            renditions: zip(files, picture.files).map {
                Rendition(name: $0.name, width: $1.width, height: $1.height)
            }, bytes: picture.files.map(\.bytes.count), isStill: picture.isStill,
            address: configuration.links.media.url(of: files[0].name))
    }

    /// A picture's files under the names that their content gives them.
    static func files(of picture: MailPicture) -> [MediaStore.File] {
        picture.files.map { file in
            let hash = SHA256.hash(of: [UInt8](file.bytes)).prefix(16)
            return MediaStore.File(
                name: hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + ".\(file.kind)",
                width: file.width, height: file.height, bytes: file.bytes)
        }
    }

    /// A file's bytes, unless it is larger than any picture that is read.
    static func bytes(ofFile path: String) throws -> [UInt8] {
        let values = try? URL(fileURLWithPath: path).resolvingSymlinksInPath().resourceValues(forKeys: [
            .fileSizeKey, .isRegularFileKey,
        ])
        if let values, values.isRegularFile == false { throw ArticleError(description: "\(path) is no file") }
        if let size = values?.fileSize, size > MailPicture.largest {
            throw ArticleError(description: "\(path) \(PictureFault.tooLarge(bytes: size))")
        }
        do { return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) } catch let error as CocoaError
        {
            throw FileFault.unopened(path, .init(error))
        }
    }

    /// A letter that shows the newsroom's pictures from `/media/` of whoever shows it: where readers load them, they may not be
    /// yet.
    public func withOwnPictures(_ html: String) -> String {
        html.replacing(configuration.links.media.url(of: ""), with: "/media/")
    }

    // MARK: Going out

    /// How long a picture may be kept by whoever has it: its name is made of its content (RFC 8246).
    public static let caching = "public, max-age=31536000, immutable"

    /// The media type of a picture.
    public static func type(of name: String) -> String {
        ["jpg": "image/jpeg", "png": "image/png"][name.suffix(3)] ?? "image/gif"
    }

    /// Makes the pictures of letters that are going out reachable, and keeps them from then on.
    func publish(_ letters: [ComposedEdition]) async throws {
        try await makeReachable(for: letters)
        try await media.publish(named(in: letters))
    }

    /// Copies the pictures of letters to where readers load them.
    func makeReachable(for letters: [ComposedEdition]) async throws {
        guard let target = configuration.media.target else { return }
        for name in try await uncopied(named(in: letters), to: target) {
            guard let bytes = try await media.file(name) else { continue }
            do { try await copy(bytes, named: name, to: target) } catch {
                throw MediaFault.notCopied(name, to: target.name, why: MediaFault.sentence(of: error))
            }
            try await media.noteCopied(name, to: target.name)
        }
    }

    /// Those of some pictures that are not where readers load them. A directory is looked into, a bucket is believed.
    private func uncopied(_ names: Set<String>, to target: MediaSettings.Target) async throws -> [String] {
        guard case .directory(let path) = target else {
            return try await media.uncopied(names, to: target.name)
        }
        return names.sorted().filter { !FileManager.default.fileExists(atPath: "\(path)/\($0)") }
    }

    /// The pictures of letters that are not here.
    func missing(in letters: [ComposedEdition]) async throws -> Set<String> {
        try await media.missing(among: named(in: letters))
    }

    private func named(in letters: [ComposedEdition]) -> Set<String> {
        letters.reduce(into: []) { $0.formUnion(configuration.links.media.names(in: $1.html)) }
    }

    private func copy(_ bytes: Data, named name: String, to target: MediaSettings.Target) async throws {
        switch target {
        case .directory(let path):
            let place = URL(fileURLWithPath: path, isDirectory: true)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try bytes.write(to: place.appending(path: name), options: .atomic)
        case .bucket(let bucket):
            try await bucket.put(
                [UInt8](bytes), named: name, type: Self.type(of: name), caching: Self.caching)
        }
    }

    // MARK: Care

    /// How long what nobody uses is kept, so that an article can be restored as it was.
    private static let grace = Duration.seconds(30 * 86_400)

    /// Drops pictures that nobody uses any more.
    /// - Returns: how many.
    func sweep() async throws -> Int {
        try await media.sweep(keeping: publications.media(), olderThan: Self.grace)
    }
}
