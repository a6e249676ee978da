// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("daybreak subscriber import", .serialized)
struct ImportCommandTests {
    private let program: Program

    init() throws { program = try Program() }

    private func load(_ text: String, _ options: String...) throws -> Program.Ending {
        let file = try program.write(text, to: "readers.csv")
        return try program.run(
            Program.executable, ["subscriber", "import", file, "--list", "morning"] + options)
    }

    @Test("ends with exit 65 and one line when nothing of a file was taken, and reports all the same")
    func nothingTaken() throws {
        for (text, why) in [
            ("email\nann\nbob\n", "all its 2 rows are rejected"),
            ("email\nann\n", "its only row is rejected"),
            ("email\n", "it has a header and no rows"),
        ] {
            let done = try load(text, "--json")
            #expect(done.code == 65 && done.errors.contains(why), "\(done.errors)")
            #expect(done.errors.split(separator: "\n").count == 1)
            #expect(done.lines.count == 1 && done.lines[0].contains(#""added":0"#))
            #expect(try load(text, "--dry-run").code == 65)
        }
    }

    @Test("ends well when anything was taken, known already, or taken off")
    func somethingTaken() throws {
        #expect(try load("email\nann\nbob@inbox.test\n").code == 0)
        #expect(try load("email\nbob@inbox.test\n").code == 0)
        #expect(try load("email,status\nbob@inbox.test,unsubscribed\n").code == 0)
        #expect(try load("email\nbob@inbox.test\n").code == 65, "who left is not taken back")
    }

    @Test("empties no list unless it is told to")
    func mostOff() throws {
        let people = (1...4).map { "p\($0)@inbox.test" }
        #expect(try load("email\n" + people.joined(separator: "\n")).code == 0)
        let gone = "email,unsubscribed_at\n" + people.map { "\($0),2026-01-01\n" }.joined()
        let refused = try load(gone)
        #expect(refused.code == 65 && refused.errors.contains("4 of the 4 people on “morning”"))
        #expect(refused.errors.contains("--take-most-off"))
        #expect(try load(gone, "--dry-run").code == 65)
        #expect(try load(gone, "--take-most-off").code == 0)
    }

    @Test("takes back what an export guards against spreadsheets, and --raw guards nothing")
    func guarded() throws {
        #expect(
            try load(
                "email,first_name,note,age\n+1@inbox.test,=1+1,-x|y,-5\n'=2@inbox.test,''=A1,@SUM(1),1\n"
            ).code == 0)
        let raw = try program.run("subscriber", "export", "--list", "morning", "--raw")
        let safe = try program.run("subscriber", "export", "--list", "morning")
        #expect(raw.output.contains("\n+1@inbox.test,=1+1,") && raw.output.contains("\"-x|y\""))
        #expect(safe.output.contains("\n'+1@inbox.test,'=1+1,") && safe.output.contains("\"'-x|y\""))
        #expect(safe.output.contains(",-5,") && safe.output.contains(",'@SUM(1)\n"))
        let other = try Program()
        let file = try other.write(safe.output, to: "again.csv")
        #expect(try other.run("subscriber", "import", file, "--list", "morning").code == 0)
        #expect(try other.run("subscriber", "export", "--list", "morning", "--raw").output == raw.output)
    }
}
