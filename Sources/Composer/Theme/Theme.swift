// SPDX-License-Identifier: Apache-2.0
import Foundation
import Mustache

/// How editions look: `edition.html.mustache`, `edition.txt.mustache` and partials in a publication's directory, and those that it
/// has not itself in `base` beside it.
public struct Theme: Sendable {
    /// What is wrong with a theme, and where.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// File, line and what is wrong.
        public let description: String
    }

    private let library: MustacheLibrary
    /// What it says of itself.
    public let settings: ThemeSettings
    /// What it has markup of its own for.
    let special: Set<SpecialBlock>

    private static let suffix = ".mustache"
    /// The directory of templates that themes have in common.
    public static let base = "base"

    /// The files of a theme, by the names of their templates.
    public static func files(of directory: String) -> [String: String] {
        let base = URL(fileURLWithPath: directory).deletingLastPathComponent().appending(path: base).path
        var files: [String: String] = [:]
        for place in [base, directory] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
            for name in names where name.hasSuffix(suffix) {
                files[String(name.dropLast(suffix.count))] = "\(place)/\(name)"
            }
        }
        return files
    }

    /// Where a theme says what it is.
    public static func settingsFile(of directory: String) -> String { "\(directory)/theme.yaml" }

    /// Loads and checks the templates of a directory.
    /// - Throws: `Fault`, or `YAMLMapping.Fault` about `theme.yaml`.
    public init(directory: String) throws {
        let file = Self.settingsFile(of: directory)
        settings =
            try Self.textIfThere(file).map { try ThemeSettings(yaml: $0, named: file) } ?? ThemeSettings()
        var templates: [String: MustacheTemplate] = [:]
        var texts: [String: String] = [:]
        let files = Self.files(of: directory)
        let names = files.keys.sorted()
        for name in names {
            let path = files[name] ?? ""
            guard let text = try Self.textIfThere(path) else {
                throw Fault(description: "\(path) went away while it was read")
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
        if let name = names.first(where: { TemplateCheck.depth(of: $0, in: texts) > TemplateCheck.deepest }) {
            throw Fault(
                description:
                    "\(files[name] ?? directory): more than \(TemplateCheck.deepest) sections stand in each other with what it takes in"
            )
        }
        for part in ["edition.html", "edition.txt"] where templates[part] == nil {
            throw Fault(description: "\(directory)/\(part).mustache is missing: a theme needs it")
        }
        library = MustacheLibrary(templates: templates)
        special = Set(
            SpecialBlock.allCases.filter { kind in texts.values.contains { $0.contains(kind.rawValue) } })
    }

    /// A file's text; nil where there is no file. A link leads to a file of the same kind beside its directory or below, so that a
    /// stranger's theme shows nothing else.
    public static func textIfThere(_ path: String) throws(Fault) -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let file = URL(fileURLWithPath: path)
        let home = file.deletingLastPathComponent()
        let (real, homes) = (
            file.resolvingSymlinksInPath(),
            [home, home.deletingLastPathComponent()].map { $0.resolvingSymlinksInPath().path }
        )
        guard real.pathExtension == file.pathExtension,
            homes.contains(where: { real.path.hasPrefix("\($0)/") })
        else {
            throw Fault(
                description: "\(path) is a link to a file that is no part of a theme: put a copy in its place"
            )
        }
        do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw Fault(description: "\(path) cannot be read as UTF-8")
        }
    }

    func html(_ view: [String: Any]) -> String { library.render(view, withTemplate: "edition.html") ?? "" }

    func text(_ view: [String: Any]) -> String { library.render(view, withTemplate: "edition.txt") ?? "" }
}
