// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import Newsroom

/// The newsroom that each story begins with, made once.
enum Template {
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
