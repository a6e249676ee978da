// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("A command that tells of one thing", .serialized)
struct OneThingTests {
    private let program: Program

    init() throws { program = try Program() }

    @Test("calls it one thing, not one things")
    func one() throws {
        let text = try program.write("---\nheadline: Ferry\n---\nThe ferry left at six.\n", to: "ferry.md")
        #expect(try program.run("article", "add", text).output.contains("(1 block, 0 sub-headings)"))
        #expect(try program.run("edition", "new", "--article", "ferry").output.contains(", 1 story\n"))
        let draft = try program.write("subject: Boats\nstories: [{article: ferry}]\n", to: "edition.yaml")
        let edited = try program.run("edition", "edit", "1", draft)
        #expect(edited.output == "edition 1 is changed: “Boats”, 1 story\n", "\(edited)")
        let readers = try program.write("email,name\nann\nbo@inbox.test\n", to: "readers.csv")
        let taken = try program.run("subscriber", "import", readers, "--list", "morning")
        #expect(taken.code == 0, "\(taken)")
        // Its relay is not there.
        #expect(try program.run("send", "1", "--list", "morning").code == 69)
        #expect(try program.run("mailing", "list").output.contains("\t1 reader: "))
        let deliveries = try program.run("mailing", "deliveries", "1")
        #expect(deliveries.output.contains("\t0 attempts"), "\(deliveries)")
        let story = try program.run("mailing", "deliveries", "1", "--to", "bo@inbox.test")
        #expect(story.output.contains("queued, 0 attempts"), "\(story)")
    }
}
