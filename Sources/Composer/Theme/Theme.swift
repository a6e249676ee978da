import Foundation
import Mustache

/// How editions look: `edition.html.mustache`, `edition.txt.mustache` and partials in a publication's directory.
public struct Theme: Sendable {
    /// What is wrong with a theme, and where.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// File, line and what is wrong.
        public let description: String
    }

    private let library: MustacheLibrary

    /// Loads and checks the templates of a directory.
    public init(directory: String) throws(Fault) {
        var templates: [String: MustacheTemplate] = [:]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for file in names.sorted() where file.hasSuffix(".mustache") {
            let path = "\(directory)/\(file)"
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw Fault(description: "\(path) cannot be read as UTF-8")
            }
            if let fault = TemplateCheck.fault(in: text, of: path) { throw Fault(description: fault) }
            do {
                templates[String(file.dropLast(".mustache".count))] = try MustacheTemplate(string: text)
            } catch let error as MustacheTemplate.ParserError {
                throw Fault(description: "\(path) line \(error.context.lineNumber): \(error.error)")
            } catch {
                throw Fault(description: "\(path): \(error)")
            }
        }
        for part in ["edition.html", "edition.txt"] where templates[part] == nil {
            throw Fault(description: "\(directory)/\(part).mustache is missing: a theme needs it")
        }
        library = MustacheLibrary(templates: templates)
    }

    func html(_ view: [String: Any]) -> String { library.render(view, withTemplate: "edition.html") ?? "" }

    func text(_ view: [String: Any]) -> String { library.render(view, withTemplate: "edition.txt") ?? "" }
}
