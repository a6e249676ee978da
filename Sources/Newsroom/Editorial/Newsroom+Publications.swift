public import Composer
import Foundation
import SQLiteStore
public import Sender
import Subscribers

extension Newsroom {
    /// The newsroom's own publication and its theme, checked.
    public func publication() throws -> (Publication, Theme) { try publication(configuration.publication) }

    /// A publication by its name under `templates/`, and its theme, checked.
    func publication(_ id: String) throws -> (Publication, Theme) {
        try Self.publication(id, in: directory)
    }

    /// The same of a newsroom that is not open.
    static func publication(_ id: String, in directory: URL) throws -> (Publication, Theme) {
        let publication = try publicationFile(id, in: directory)
        let theme = directory.appending(path: "templates/\(publication.theme)")
        return (publication, try Theme(directory: theme.path))
    }

    /// A publication without its theme, whose templates take longer to read than everything else.
    func publicationFile(_ id: String) throws -> Publication {
        try Self.publicationFile(id, in: directory)
    }

    private static func publicationFile(_ id: String, in directory: URL) throws -> Publication {
        let file = directory.appending(path: "templates/\(id)/publication.yaml")
        guard let yaml = try? String(contentsOf: file, encoding: .utf8) else {
            throw NewsroomError(
                .configuration, "\(file.path) is missing: it says who the publication “\(id)” is")
        }
        let publication = try Publication(yaml: yaml, id: id, named: file.path)
        if let zone = publication.zone {
            do { _ = try NamedZone.ofPlace(zone) } catch {
                throw NewsroomError(.configuration, "\(file.path): zone: \(error)")
            }
        }
        return publication
    }

    /// By whose clock a publication's editions are dated and its times shown: its own, else this machine's.
    func zone(of publication: String) throws -> NamedZone {
        try publicationFile(publication).zone.map { try NamedZone.ofPlace($0) } ?? .system
    }

    /// The same of the newsroom's own publication, for showing times: that must not fail because of a
    /// template.
    public var shownZone: NamedZone { (try? zone(of: configuration.publication)) ?? .system }

    /// A time at which an editor wants an edition to go out.
    /// - Parameter zone: whose clock; nil for that of the edition's publication.
    public func time(_ text: String, in zone: String?, for edition: EditionID) async throws -> LocalTime {
        if let zone { return try LocalTime(text, in: zone) }
        let own = try await editions.publication(of: edition) ?? configuration.publication
        guard let zone = try publication(own).0.zone else {
            throw NewsroomError(
                .usage,
                "whose clock shows \(text)? Say it with --in, like --in Europe/Kyiv, or once with “zone:” in publication.yaml"
            )
        }
        return try LocalTime(text, in: zone)
    }

    /// Publications by name, the newsroom's own first; what is under `templates/` without a `publication.yaml` is a theme.
    static func publicationNames(of configuration: Configuration, in directory: URL) -> [String] {
        let templates = directory.appending(path: "templates")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: templates.path)) ?? []
        let others = names.sorted().filter { name in
            name != configuration.publication
                && FileManager.default.fileExists(
                    atPath: templates.appending(path: "\(name)/publication.yaml").path)
        }
        return [configuration.publication] + others
    }

    /// Every publication that can be read, the newsroom's own first: one that is being written stops none of the others.
    func publications() -> [Publication] {
        Self.publicationNames(of: configuration, in: directory).compactMap { try? publication($0).0 }
    }

    /// The publication whose editions a list gets.
    func publication(ofList list: String) async throws -> String {
        try await subscribers.list(list).publication ?? configuration.publication
    }

    /// The publication that a mailing is of: its edition's, or that of the list whose readers it asks to confirm.
    func publication(of mailing: Mailing) async throws -> String {
        if let edition = mailing.edition, let own = try await editions.publication(of: edition) { return own }
        return try await publication(ofList: mailing.list)
    }

    /// A publication that must be there.
    public func requirePublication(_ id: String) throws {
        let file = directory.appending(path: "templates/\(id)/publication.yaml")
        guard !id.contains("/"), FileManager.default.fileExists(atPath: file.path) else {
            throw NewsroomError(.data, "there is no publication “\(id)”: \(file.path) would say who it is")
        }
    }
}
