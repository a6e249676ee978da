// SPDX-License-Identifier: Apache-2.0
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
    /// What it has markup of its own for.
    let special: Set<SpecialBlock>

    private static let suffix = ".mustache"

    /// Loads and checks the templates of a directory.
    public init(directory: String) throws(Fault) {
        var templates: [String: MustacheTemplate] = [:]
        var texts: [String: String] = [:]
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
            .filter { $0.hasSuffix(Self.suffix) }.sorted()
        let names = files.map { String($0.dropLast(Self.suffix.count)) }
        for (file, name) in zip(files, names) {
            let path = "\(directory)/\(file)"
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw Fault(description: "\(path) cannot be read as UTF-8")
            }
            if let fault = TemplateCheck.fault(in: text, of: path, partials: Set(names)) {
                throw Fault(description: fault)
            }
            texts[name] = text
            do {
                templates[name] = try HTMLTemplate.parse(text)
            } catch let error as MustacheTemplate.ParserError {
                throw Fault(
                    description:
                        "\(path) line \(error.context.lineNumber - HTMLTemplate.lead): \(error.error)")
            } catch {
                throw Fault(description: "\(path): \(error)")
            }
        }
        if let circle = TemplateCheck.circle(in: texts) {
            throw Fault(
                description:
                    "\(directory): the templates take each other in without end: \(circle.joined(separator: ", "))"
            )
        }
        for part in ["edition.html", "edition.txt"] where templates[part] == nil {
            throw Fault(description: "\(directory)/\(part).mustache is missing: a theme needs it")
        }
        library = MustacheLibrary(templates: templates)
        special = Set(
            SpecialBlock.allCases.filter { kind in texts.values.contains { $0.contains(kind.rawValue) } })
    }

    func html(_ view: [String: Any]) -> String { library.render(view, withTemplate: "edition.html") ?? "" }

    func text(_ view: [String: Any]) -> String { library.render(view, withTemplate: "edition.txt") ?? "" }
}
