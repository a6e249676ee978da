// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("A newsroom where nothing can be written", .serialized)
struct ReadOnlyTests {
    private let program: Program
    private var database: String { program.newsroom.appending(path: "daybreak.db").path }

    init() throws {
        program = try Program()
        try program.makeEdition()
        let readers = try program.write("email,city\nann@inbox.test,Kyiv\n", to: "readers.csv")
        #expect(try program.run("subscriber", "import", readers, "--list", "morning").code == 0)
    }

    private static let reading = [
        ["list", "list"], ["list", "show", "morning"], ["mailing", "list"],
        ["subscriber", "list", "--list", "morning"], ["subscriber", "show", "ann@inbox.test"],
        ["subscriber", "export", "--list", "morning"], ["suppression", "export"], ["attribute", "list"],
        ["segment", "list"], ["segment", "count", "city = \"Kyiv\""], ["article", "list"],
        ["article", "show", "ferry"], ["edition", "list"], ["edition", "show", "1"],
        ["edition", "proof", "1"],
        ["edition", "history", "1"], ["check"],
    ]

    private static let writing = [
        ["list", "create", "evening", "--title", "Evening"],
        ["subscriber", "import", "readers.csv", "--list", "morning"],
        ["subscriber", "set", "ann@inbox.test", "city=Lviv"], ["subscriber", "erase", "ann@inbox.test"],
        ["suppression", "add", "bo@inbox.test", "--because", "wish"], ["article", "add", "other.md"],
        ["edition", "new", "--article", "ferry"], ["send", "1", "--list", "morning"], ["send", "--resume"],
        ["token", "rotate"], ["restore", "copy.db"], ["serve"],
    ]

    /// A program that runs another one with what it needs to see nothing writable, or why there is none.
    private enum Wrapping {
        /// The newsroom is mounted read-only, for this process alone.
        static let mount = [
            "/usr/bin/unshare", getuid() == 0 ? "-m" : "-rm", "/bin/sh", "-c",
            "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"",
        ]
        /// Not even root writes where its mode forbids it.
        static let modes =
            getuid() == 0
            ? ["/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search"] : ["/usr/bin/env"]

        static func works(_ words: [String]) -> Bool {
            let process = Process()
            process.executableURL = URL(filePath: words[0])
            process.arguments = words[1...] + ["/bin/true"]
            (process.standardError, process.standardOutput) = (FileHandle.nullDevice, FileHandle.nullDevice)
            guard (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }

        static var canMount: Bool {
            let place = FileManager.default.temporaryDirectory.appending(
                path: "daybreak-\(UUID().uuidString)")
            try? FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: place) }
            return works(mount + [place.path])
        }
    }

    private func mounted(_ command: [String], environment: [String: String] = [:]) throws -> Program.Ending {
        let words = Wrapping.mount + [program.newsroom.path, Program.executable.path] + command
        return try program.run(URL(filePath: words[0]), Array(words[1...]), environment: environment)
    }

    /// Leaves a log beside the database, like a process that was killed.
    private func leaveLog() throws {
        let writer = """
            import os, sqlite3, sys
            database = sqlite3.connect(sys.argv[1])
            for title in "title || '.'", "rtrim(title, '.')":
                database.execute(f"UPDATE list SET title = {title}")
                database.commit()
            os._exit(0)
            """
        let done = try program.run(URL(filePath: "/usr/bin/python3"), ["-c", writer, database])
        try #require(
            done.code == 0 && FileManager.default.fileExists(atPath: "\(database)-wal"), "\(done.errors)")
    }

    /// Writes the log into the database, and removes it.
    private func settle() throws {
        let done = try program.run(
            URL(filePath: "/usr/bin/sqlite3"), [database, "PRAGMA wal_checkpoint(TRUNCATE)"])
        try #require(done.code == 0 && !FileManager.default.fileExists(atPath: "\(database)-wal"))
    }

    @Test(
        "on a disk that is mounted read-only is read by all commands that only read, with a log and without",
        .enabled(if: Wrapping.canMount, "nothing can be mounted here"))
    func reads() throws {
        let before = try Self.reading.map { try program.run(Program.executable, $0) }
        for hasLog in [true, false] {
            if hasLog { try leaveLog() } else { try settle() }
            for (command, expected) in zip(Self.reading, before) {
                let done = try mounted(command)
                #expect(expected.code == 0 && done.code == 0, "\(command): \(done.errors)")
                #expect(done.output == expected.output, "\(command)")
            }
            let copy = program.place.appending(path: "copy\(hasLog).db").path
            let backup = try mounted(["backup", copy])
            #expect(backup.code == 0, "\(backup.errors)")
            #expect(
                !(try FileManager.default.contentsOfDirectory(atPath: program.place.path))
                    .contains { $0.contains(".part-") })
            let other = try Program()
            #expect(try other.run("restore", copy).code == 0)
            #expect(try other.run("subscriber", "show", "ann@inbox.test").code == 0)
        }
    }

    @Test(
        "on a disk that is mounted read-only: whatever writes says so in one line",
        .enabled(if: Wrapping.canMount, "nothing can be mounted here"))
    func writes() throws {
        let copy = program.place.appending(path: "copy.db").path
        #expect(try program.run("backup", copy).code == 0)
        try program.write("---\nheadline: Other\n---\nThe ferry is in.\n", to: "other.md")
        let line =
            "daybreak: \(database) cannot be written: "
            + "the disk is mounted read-only; mount it for writing first\n"
        for hasLog in [true, false] {
            if hasLog { try leaveLog() } else { try settle() }
            for command in Self.writing {
                let done = try mounted(command)
                #expect(done.code == 74 && done.errors == line, "\(command): \(done.errors)")
            }
            let made = try mounted(["init", program.newsroom.appending(path: "other").path])
            #expect(made.code == 74 && made.errors.contains("the disk is mounted read-only"))
            let page = try mounted(
                ["edition", "preview", "1", "--html", program.newsroom.appending(path: "page.html").path])
            #expect(page.code == 74 && page.errors.contains("the disk is mounted read-only"))
            for (command, name) in [
                (["dkim", "generate", "s1"], "keys/s1.pem"),
                (["dkim", "generate", "s1", "--file", "s1.pem"], "s1.pem"),
                (["edition", "edit", "1"], "edition-1-draft.yaml"),
            ] {
                let done = try mounted(command, environment: ["EDITOR": "true"])
                let file = program.newsroom.appending(path: name).path
                #expect(done.code == 74 && done.errors.hasPrefix("daybreak: \(file) cannot be written: "))
                #expect(
                    done.errors.contains(" read-only") || done.errors.contains("Read-only"), "\(done.errors)")
            }
            let doctor = try mounted(["doctor", "--offline"])
            #expect(
                doctor.code != 0 && doctor.output.contains("cannot be written: the disk is mounted read-only")
            )
        }
    }

    @Test(
        "on a disk that is mounted read-only, with a log that nothing can read without writing, says so",
        .enabled(if: Wrapping.canMount, "nothing can be mounted here"))
    func log() throws {
        try leaveLog()
        try FileManager.default.removeItem(atPath: "\(database)-shm")
        let done = try mounted(["list", "list"])
        #expect(done.code == 74)
        #expect(
            done.errors
                == "daybreak: \(database) has a log beside it (-wal) that cannot be read without writing, "
                + "and the disk is mounted read-only; mount it for writing first; "
                + "or copy both to where you can write\n"
        )
    }

    @Test(
        "for want of permission is read, and whatever writes names the place",
        .enabled(if: Wrapping.works(Wrapping.modes), "nobody can be kept from writing here"))
    func permission() throws {
        try settle()
        let files = FileManager.default
        let (paper, place) = (program.newsroom.path, program.place)
        func change(_ mode: Int, _ path: String) throws {
            try files.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        func run(_ command: [String]) throws -> Program.Ending {
            try program.run(
                URL(filePath: Wrapping.modes[0]), Wrapping.modes[1...] + [Program.executable.path] + command)
        }
        defer { try? change(0o755, paper) }
        for (mode, guilty) in [(0o600, paper), (0o400, database)] {
            try change(mode, database)
            try change(0o555, paper)
            #expect(try run(["subscriber", "show", "ann@inbox.test"]).code == 0)
            #expect(try run(["backup", place.appending(path: "copy\(mode).db").path]).code == 0)
            for command in [["list", "create", "evening", "--title", "Evening"], ["send", "--resume"]] {
                let done = try run(command)
                #expect(
                    done.code == 74
                        && done.errors
                            == "daybreak: \(database) cannot be written: there is no permission to write "
                            + "\(guilty); run as its owner, or change its owner or mode\n",
                    "\(done.errors)")
            }
        }
        try change(0o000, database)
        let done = try run(["list", "list"])
        #expect(done.code == 74)
        #expect(done.errors == "daybreak: \(database) cannot be read: Permission denied\n")
    }
}
