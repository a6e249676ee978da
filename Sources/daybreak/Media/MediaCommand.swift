// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import Newsroom

struct MediaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "media", abstract: "Keep pictures for readers.",
        discussion: "“article add” and “article set” keep those of articles.",
        subcommands: [Add.self, List.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Make a picture fit for mail and keep it, for a logo, a portrait or a sponsor.",
            discussion: """
                What is printed, media/NAME, stands where publication.yaml and edition files want an address. A picture that no \
                article, edition or publication names is dropped after a month.
                """)

        @Argument(help: "JPEG, PNG, GIF, WebP, AVIF or HEIC.") var files: [String]
        @Option(help: "How many points wide at the most: twice the pixels that it is shown in.") var width:
            Int?
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            guard width.map({ (16...1200).contains($0) }) ?? true else {
                throw ValidationError("--width is a number from 16 to 1200.")
            }
        }

        func run() async throws {
            let newsroom = try newsroom.open()
            for file in files {
                let medium = try await newsroom.media.add(file: file, widest: width)
                let sizes = zip(medium.renditions, medium.bytes).map { rendition, bytes in
                    "\(rendition.width) × \(rendition.height), \((bytes + 999) / 1000) KB"
                }.joined(separator: "; ")
                try json.print(
                    medium.json,
                    "\(medium.addressInFiles)\t\(sizes)\(medium.isStill ? "; it stands still now: it was too large" : "")"
                )
            }
            if !json.isOn { try await newsroom.tellOfObstacles() }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the pictures that are kept, latest first.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            for entry in try await newsroom.open().media.all() {
                let state = entry.isPublished ? "went out" : "-"
                try json.print(
                    entry.json,
                    "\(entry.name)\t\(entry.width) × \(entry.height)\t\((entry.bytes + 999) / 1000) KB\t\(state)"
                )
            }
        }
    }
}
