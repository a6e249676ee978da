// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation

/// The publications of a newsroom: who they are is in `templates/NAME/publication.yaml`, and how their editions look in a
/// theme's directory beside it. Each is read once, as long as its files stay as they are.
public struct Publications: Sendable {
    private let templates: URL
    /// The name of the newsroom's own publication.
    let ownName: String
    private let systemZone: NamedZone
    /// What was read of them.
    let known: Known

    /// Publications and themes that were read, each as long as its files stay as they are.
    final class Known: Sendable {
        fileprivate let publications = ReadOnce<Publication>()
        fileprivate let themes = ReadOnce<Theme>()
    }

    /// - Parameters:
    ///   - directory: of the newsroom.
    ///   - own: the newsroom's own publication.
    ///   - zone: the zone of publications that name none.
    ///   - known: what others read of them.
    init(in directory: URL, own: String, zone: NamedZone, known: Known = Known()) {
        self.known = known
        templates = directory.appending(path: "templates")
        ownName = own
        systemZone = zone
    }

    /// Throws what is wrong with the newsroom's own publication or its theme.
    public func check() throws { _ = try themed(ownName) }

    /// A publication and its theme, checked.
    func themed(_ id: String) throws -> (Publication, Theme) {
        let publication = try publication(id)
        let directory = templates.appending(path: publication.theme).path
        let files = Theme.files(of: directory).values.sorted() + [Theme.settingsFile(of: directory)]
        let theme = try known.themes.value(of: directory, in: files) {
            try Theme(directory: directory)
        }
        return (publication, theme)
    }

    /// A publication without its theme.
    func publication(_ id: String) throws -> Publication {
        let file = templates.appending(path: "\(id)/publication.yaml")
        return try known.publications.value(of: id, in: [file.path, words(beside: file).path]) {
            try read(id, from: file)
        }
    }

    private func words(beside file: URL) -> URL {
        file.deletingLastPathComponent().appending(path: "words.yaml")
    }

    private func read(_ id: String, from file: URL) throws -> Publication {
        guard let yaml = try Theme.textIfThere(file.path) else {
            throw ConfigurationFault.noPublication(id, file: file.path)
        }
        let words = try Theme.textIfThere(words(beside: file).path)
        let publication = try Publication(yaml: yaml, words: words, id: id, named: file.path)
        if let zone = publication.zone {
            do { _ = try NamedZone.ofPlace(zone) } catch {
                throw ConfigurationFault.zone(error, file: file.path)
            }
        }
        return publication
    }

    /// The time zone in which a publication's editions are dated and its times shown: its own, else this machine's.
    func zone(of publication: String) throws -> NamedZone {
        try self.publication(publication).zone.map { try NamedZone.ofPlace($0) } ?? systemZone
    }

    /// The zone of the newsroom's own publication, in which times are shown. It does not throw, because showing a time must not
    /// fail for a broken template.
    public var shownZone: NamedZone { (try? zone(of: ownName)) ?? systemZone }

    /// The publications' names, the newsroom's own first; what is under `templates/` without a `publication.yaml` is a theme.
    var names: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: templates.path)) ?? []
        let others = names.sorted().filter { name in
            name != ownName
                && FileManager.default.fileExists(
                    atPath: templates.appending(path: "\(name)/publication.yaml").path)
        }
        return [ownName] + others
    }

    /// Every publication that can be read, the newsroom's own first. One that is being written does not stop the others.
    func all() -> [Publication] { names.compactMap { try? themed($0).0 } }

    /// The names of kept pictures that publications' files have.
    /// - Throws: what keeps one from being read, so that its pictures are not taken for unused ones.
    func media() throws -> Set<String> {
        try names.reduce(into: []) { found, name in
            let file = templates.appending(path: "\(name)/publication.yaml")
            found.formUnion(MediaAddress.names(in: try Theme.textIfThere(file.path) ?? ""))
        }
    }

    /// Throws unless a publication is there.
    public func require(_ id: String) throws {
        let file = templates.appending(path: "\(id)/publication.yaml")
        guard !id.contains("/"), FileManager.default.fileExists(atPath: file.path) else {
            throw EditorialFault.noSuchPublication(id, file: file.path)
        }
    }
}
