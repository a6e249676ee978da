// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
public import MailFormat
import SQLiteStore

/// A publication to be made: its directory under `templates/`, with a file that says who it is and a copy of a theme, which is then
/// its own to change.
public struct NewPublication: Sendable {
    /// Its directory, and what commands call it.
    public let id: String
    /// The directory of the theme that it begins with.
    public let theme: String
    private(set) var draft: PublicationDraft
    /// The file of its logo; nil where its name stands instead.
    public var logo: String?
    /// The files of its logo as readers get it.
    private(set) var media: [MediaStore.File] = []

    /// How wide a logo is shown at the most, in pixels.
    private static let widestLogo = 240

    /// Reads its logo, if it has one, and makes it fit for mail.
    /// - Throws: `ArticleError`, one clause that begins with the file's name.
    mutating func readLogo(by reader: SourceReader) async throws {
        guard let logo else { return }
        let picture = try await reader.picture(
            MediaDesk.bytes(ofFile: logo), named: logo, widest: Self.widestLogo * 2)
        media = MediaDesk.files(of: picture)
        draft.logo = ("media/\(media[0].name)", max(16, min(Self.widestLogo, media[0].width)))
    }

    /// The theme of who names none.
    public static let usualTheme = "daily-caffeine"
    /// The colour of who names none.
    public static let usualColour = "#9a3412"

    /// Checks what was said of a publication.
    /// - Parameters:
    ///   - id: what commands call it; made of its name if nil.
    ///   - address: the publisher's postal address; lines end with a line break or a comma.
    ///   - colour: of kickers and links, like #0a6b63.
    /// - Throws: `EditorialFault`, `PeopleFault` for the sender.
    public init(
        id: String?, name: String, sender: String, address: String, language: String = "en",
        zone: String? = nil, theme: String = usualTheme, colour: String = usualColour
    ) throws {
        let id = id ?? Slug.make(name)
        guard Self.isName(id) else { throw EditorialFault.notAPublicationName(id) }
        for (what, text) in [("name", name), ("language", language)] {
            if let fault = LineText.fault(of: text) { throw EditorialFault.unfit(what, fault: fault) }
        }
        guard Publication.isLanguage(language) else {
            throw EditorialFault.unfit("language", fault: "is not a tag like en, uk or pt-BR")
        }
        let lines = address.split { $0.isNewline || $0 == "," }
            .map { LineText.cleaned(String($0)).trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard !lines.isEmpty else {
            throw EditorialFault.unfit(
                "address", fault: "is empty: the law wants a postal one in every newsletter")
        }
        if let zone {
            do { _ = try NamedZone.ofPlace(zone) } catch {
                throw EditorialFault.unfit("zone", fault: "\(error)")
            }
        }
        let accent: Brand.Colour
        do { accent = try Brand.accent(colour) } catch { throw EditorialFault.accent(colour, error) }
        self.id = id
        self.theme = theme
        draft = PublicationDraft(
            name: name, sender: try PeopleDesk.address(sender), postalAddress: lines, language: language,
            zone: zone, accent: accent)
    }

    /// What readers call it.
    public var name: String { draft.name }

    /// Whom its mail is from.
    public var sender: EmailAddress { draft.sender }

    private static func isName(_ id: String) -> Bool {
        id.wholeMatch(of: /[a-z0-9]+(?:-[a-z0-9]+)*/) != nil && id.utf8.count <= 63
    }

    /// Makes its directory. One that cannot be filled is not left behind.
    /// - Parameters:
    ///   - templates: the newsroom's.
    ///   - shared: those that come with the program, which has its themes as well.
    func write(into templates: URL, themesOf shared: URL) throws {
        let files = FileManager.default
        let target = templates.appending(path: id)
        guard !files.fileExists(atPath: target.path) else {
            throw EditorialFault.publicationExists(id, at: target.path)
        }
        let source = [templates, shared].map { $0.appending(path: theme) }.first {
            files.fileExists(atPath: $0.appending(path: "edition.html.mustache").path)
        }
        guard let source else {
            throw EditorialFault.noSuchTheme(theme, known: Self.themes(in: [templates, shared]))
        }
        let place = templates.appending(path: ".\(id)-\(UUID().uuidString)")
        do {
            defer { try? files.removeItem(at: place) }
            try files.createDirectory(at: place, withIntermediateDirectories: true)
            for (name, file) in Theme.files(of: source.path) {
                try files.copyItem(
                    at: URL(fileURLWithPath: file), to: place.appending(path: "\(name).mustache"))
            }
            let settings = Theme.settingsFile(of: source.path)
            if files.fileExists(atPath: settings) {
                try files.copyItem(
                    at: URL(fileURLWithPath: settings), to: place.appending(path: "theme.yaml"))
            }
            let yaml = place.appending(path: "publication.yaml")
            var draft = draft
            draft.fonts = try Theme(directory: source.path).settings.fonts
            try Data(draft.yaml.utf8).write(to: yaml)
            _ = try Publication(yaml: draft.yaml, id: id, named: yaml.path)
            try files.moveItem(at: place, to: target)
        } catch let error as CocoaError {
            throw ConfigurationFault.unfilled(target.path, .init(error))
        }
    }

    /// Throws unless its theme is there.
    func checkTheme(among places: URL...) throws {
        let known = Self.themes(in: places)
        guard known.contains(theme) else { throw EditorialFault.noSuchTheme(theme, known: known) }
    }

    private static func themes(in places: [URL]) -> [String] {
        let names = places.flatMap { place in
            ((try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []).filter {
                FileManager.default.fileExists(
                    atPath: place.appending(path: "\($0)/edition.html.mustache").path)
            }
        }
        return Set(names.filter { !$0.hasPrefix(".") }).sorted()
    }
}
