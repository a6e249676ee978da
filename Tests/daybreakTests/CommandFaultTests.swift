// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("A command whose surroundings are not as they should be", .serialized)
struct CommandFaultTests {
    private let program: Program

    init() throws { program = try Program() }

    @Test("ends with exit 74 when nothing can be written where its output goes")
    func fullDevice() throws {
        for command in [
            ["list", "list"], ["list", "list", "--json"], ["subscriber", "export", "--list", "morning"],
            ["--help"],
            ["--version"], ["subscriber", "check", "ann@inbox.test"],
        ] {
            let done = try program.run(Program.executable, command, output: "/dev/full")
            #expect(done.code == 74, "\(command)")
            #expect(done.errors == "daybreak: standard output cannot be written: No space left on device\n")
        }
        #expect(try program.run("list", "list", output: "/dev/null").code == 0)
    }

    @Test("makes no newsroom where a file stands, and says which")
    func fileInTheWay() throws {
        let file = try program.write("words", to: "notes")
        for place in [file, "\(file)/paper"] {
            let done = try program.run("init", place)
            #expect(done.code == 65 && done.errors.contains("notes is there already"), "\(done)")
        }
    }

    @Test("says what it does not know of people, and of nobody")
    func people() throws {
        _ = try program.run("subscriber", "add", "ann@inbox.test", "--list", "morning")
        let set = try program.run("subscriber", "set", "ann@inbox.test", "language=english")
        #expect(set.code == 65 && set.errors.contains("“english” is no language like en"), "\(set)")
        let found = try program.run("subscriber", "find", "zoe")
        #expect(
            found.code == 0 && found.output.isEmpty && found.errors.contains("nobody has “zoe”"), "\(found)")
    }

    @Test("goes on with a mailing that nobody published, or says what keeps it")
    func unpublished() throws {
        let text = try program.write("---\nheadline: Ferry\n---\nThe ferry left at six.\n", to: "ferry.md")
        _ = try program.run("article", "add", text)
        _ = try program.run("edition", "new", "--article", "ferry")
        _ = try program.run("subscriber", "add", "ann@inbox.test", "--list", "morning")
        let planned = try program.run("mailing", "schedule", "1", "--list", "morning", "--now")
        #expect(planned.code == 0, "\(planned)")
        let template = program.newsroom.appending(path: "templates/daily-caffeine/story.mustache")
        let whole = try String(contentsOf: template, encoding: .utf8)
        try Data("{{#stories}}".utf8).write(to: template)
        let refused = try program.run("send", "--resume")
        #expect(
            refused.code == 65 && refused.errors.contains("mailing 1 is due and not published: "),
            "\(refused)")
        try Data(whole.utf8).write(to: template)
        // Its relay is not there.
        #expect(try program.run("send", "--resume").code == 69)
        #expect(try program.run("edition", "list").output.contains("\tsending to morning\t"))
    }

    @Test("lists its lists without the password of its relay, and sends nothing")
    func missingSecret() throws {
        let file = program.newsroom.appending(path: "daybreak.yaml")
        let yaml = try String(contentsOf: file, encoding: .utf8)
        for line in ["password: ${SMTP_PASSWORD}", "password_file: nowhere"] {
            let relay = "    starttls: off\n    user: desk\n    \(line)\n"
            try Data(yaml.replacing(#/ +starttls: off.*\n/#, with: relay).utf8).write(to: file)
            #expect(try program.run("list", "list").code == 0)
            for command in [["send", "--resume"], ["serve"], ["doctor", "--offline"]] {
                let done = try program.run(Program.executable, command)
                #expect(done.code == 78 || command[0] == "doctor" && done.code != 0, "\(command) \(done)")
                #expect(
                    (done.errors + done.output).contains(
                        line.hasPrefix("password:") ? "SMTP_PASSWORD" : "nowhere"))
            }
            #expect(
                try program.run("send", "--resume", environment: ["SMTP_PASSWORD": "x"]).code
                    == (line.hasSuffix("}") ? 0 : 78))
        }
    }

    @Test("writes no preview over what is none")
    func preview() throws {
        try program.makeEdition()
        let database = program.newsroom.appending(path: "daybreak.db").path
        let notes = try program.write("my own notes", to: "notes")
        for option in ["--html", "--text", "--message"] {
            for file in [database, program.newsroom.appending(path: "daybreak.yaml").path, notes] {
                let done = try program.run("edition", "preview", "1", option, file)
                #expect(
                    done.code == 65 && done.errors.contains("is there already and is no"), "\(option) \(file)"
                )
            }
        }
        #expect(try program.run("check").output == "the database is whole\n")
        for (option, name) in [
            ("--html", "page"), ("--html", "page.html"), ("--text", "part.txt"), ("--message", "copy"),
            ("--message", "copy.eml"),
        ] {
            let file = program.place.appending(path: name).path
            for _ in 1...2 {
                let done = try program.run("edition", "preview", "1", option, file)
                #expect(done.code == 0, "\(name): \(done.errors)")
            }
        }
        #expect(try program.run("edition", "preview", "1", "--html", "/dev/null").code == 0)
    }

    @Test("says which file it could not copy to, or from")
    func copies() throws {
        let backup = try program.run("backup", "/nowhere/x.db")
        #expect(backup.code == 74)
        #expect(
            backup.errors == "daybreak: /nowhere/x.db cannot be written: there is no directory /nowhere\n")
        for name in ["nosuch.db", program.place.path] {
            let restore = try program.run("restore", name)
            #expect(restore.code == 65)
            #expect(
                restore.errors
                    == "daybreak: there is no file \(name): name one that “daybreak backup” wrote\n")
        }
    }

    @Test("makes no attribute of a slip of the fingers without a word")
    func attributes() throws {
        let file = try program.write("email,city\nann@inbox.test,Kyiv\n", to: "readers.csv")
        #expect(try program.run("subscriber", "import", file, "--list", "morning").code == 0)
        let removal = try program.run("subscriber", "set", "ann@inbox.test", "ctiy=")
        #expect(removal.code == 65)
        #expect(removal.errors == "daybreak: there is no attribute “ctiy” to remove: did you mean “city”?\n")
        let mistyped = try program.run("subscriber", "set", "ann@inbox.test", "ctiy=Lviv")
        #expect(mistyped.code == 65)
        #expect(
            mistyped.errors == "daybreak: there is no attribute “ctiy”: did you mean “city”? --new makes it\n"
        )
        let made = try program.run("subscriber", "set", "ann@inbox.test", "ctiy=Lviv", "--new")
        #expect(made.output.contains("“ctiy” is a new attribute: “daybreak attribute remove” undoes it"))
        #expect(try program.run("subscriber", "set", "ann@inbox.test", "city=").code == 0)
    }

    @Test("knows what command was meant, and takes the newsroom before it")
    func words() throws {
        for (words, meant) in [
            (["artcle", "list"], "“artcle”: did you mean “article”?"),
            (["edition", "prof", "1"], "“edition prof”: did you mean “edition proof”?"),
        ] {
            let done = try program.run(Program.executable, words)
            #expect(done.code == 64 && done.errors == "daybreak: there is no command \(meant)\n")
        }
        let place = program.newsroom.path
        for words in [
            ["--newsroom", place, "list", "list"], ["--newsroom=\(place)", "list", "list", "--json"],
        ] {
            let done = try program.run(Program.executable, words)
            #expect(done.code == 0 && done.output.contains("morning"), "\(done)")
        }
    }

    @Test("refuses a title that a header or a terminal could not hold")
    func titles() throws {
        for title in ["City\r\nBcc: eve@inbox.test", "City\u{1B}[2J", "City\u{202E}retteL"] {
            let done = try program.run("list", "create", "city", "--title", title)
            #expect(done.code == 65 && done.errors.hasPrefix("daybreak: the title holds a "))
            #expect(try program.run("list", "change", "morning", "--title", title).code == 65)
        }
        #expect(try program.run("list", "show", "morning").output.hasSuffix("The Morning Edition\n"))
    }
}
