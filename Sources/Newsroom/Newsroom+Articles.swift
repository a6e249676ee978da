public import Composer
public import Foundation
import SQLiteStore

extension Newsroom {
    /// Reads an article from a file.
    /// - Parameters:
    ///   - path: `-` for what is in `standardInput`.
    ///   - format: nil to guess.
    public func readArticle(_ path: String, as format: ArticleFormat?, standardInput: () -> Data) throws
        -> Article
    {
        let data = path == "-" ? standardInput() : try Self.contents(of: path)
        return try Article(
            reading: [UInt8](data), as: format, named: path == "-" ? "standard input" : path,
            boilerplate: try publication().0.boilerplate)
    }

    /// A file's bytes.
    public static func contents(of path: String) throws -> Data {
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw NewsroomError(.data, "\(path) cannot be read: \(Self.why(error))")
        }
    }

    static func why(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: "there is no such file"
        case .fileReadNoPermission, .fileWriteNoPermission: "permission denied"
        case .fileWriteOutOfSpace: "the disk is full"
        default: error.localizedDescription
        }
    }

    /// An article that must be there.
    public func article(_ slug: String) async throws -> Article {
        if let article = try await articles.article(slug) { return article }
        let near = nearest(to: slug, among: try await articles.all().map(\.slug))
        throw NewsroomError(
            .data,
            "there is no article “\(slug)”: "
                + (near.map { "did you mean “\($0)”?" } ?? "“daybreak article list” names those there are"))
    }
}
