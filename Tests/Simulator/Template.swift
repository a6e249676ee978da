// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import Newsroom

/// The newsroom that each story begins with, made once.
enum Template {
    /// What was read of its publication and theme, which no story changes.
    static let known = Publications.Known()

    /// Puts a copy beside it, always in the same place. Its publication and theme are the template's own, so that they need not be
    /// read again for every story.
    static func copy(_ template: URL) throws -> URL {
        let (files, templates) = (FileManager.default, "templates")
        let copy = template.deletingLastPathComponent().appending(path: "newsroom")
        try? files.removeItem(at: copy)
        try files.createDirectory(at: copy, withIntermediateDirectories: true)
        for name in try files.contentsOfDirectory(atPath: template.path) where name != templates {
            try files.copyItem(at: template.appending(path: name), to: copy.appending(path: name))
        }
        try files.createSymbolicLink(
            at: copy.appending(path: templates), withDestinationURL: template.appending(path: templates))
        return copy
    }

    static func make(in place: URL) async throws -> URL {
        let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
            .standardized
        let directory = place.appending(path: "template")
        let dice = Dice(0, for: "template")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let clock = WallClock(in: .utc) { 1_767_225_600_000 }
        try await Newsroom.create(at: directory, share: source, clock: clock, random: dice.randomness)
        // The plainest theme is composed and proved in the least time, and what it looks like is nothing to the simulator.
        let publication = directory.appending(path: "templates/daily-caffeine/publication.yaml")
        let yaml = try String(contentsOf: publication, encoding: .utf8)
        try (yaml + "theme: letter\n").write(to: publication, atomically: true, encoding: .utf8)
        return directory
    }
}
