// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import NewsroomSupport
import SQLiteStore
import Subscribers
import Testing

@testable import Newsroom

@Suite("Importing a subscriber file")
struct SubscriberFileTests {
    private static let header = "email,first_name,note\n"

    /// A file, what it is taken for, and what it does.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let kind: String
        let members: [String]
        var rejects: [String] = []
    }

    private static func utf16(_ text: String) -> [UInt8] {
        text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    @Test(
        "takes what can be read and says what cannot",
        arguments: [
            Case(
                testDescription: "line breaks inside quotes",
                bytes: Array("\(header)ann@inbox.test,Ann,\"two\r\nlines\n\"\nbob@inbox.test,Bob,\n".utf8),
                kind: "CSV, UTF-8",
                members: [
                    #"ann@inbox.test Ann active {"note":"two\r\nlines\n"}"#, "bob@inbox.test Bob active {}",
                ]),
            Case(
                testDescription: "stray quotes",
                bytes: Array(
                    "\(header)ann@inbox.test,A\"n\"n,5\" disk\nbob@inbox.test,\"Bo\"b,\"\ncy@inbox.test,Cy,\"\"\n"
                        .utf8),
                kind: "CSV, UTF-8",
                members: [#"ann@inbox.test A"n"n active {"note":"5\" disk"}"#],
                rejects: ["3: text after a closing quote"]),
            Case(
                testDescription: "line ends of all kinds, blank lines and no last line end",
                bytes: Array(
                    "\r\n\n\(header)ann@inbox.test,Ann,\r\n\rbob@inbox.test,Bob,\rcy@inbox.test,Cy,\n\nann,,"
                        .utf8),
                kind: "CSV, UTF-8",
                members: [
                    "ann@inbox.test Ann active {}", "bob@inbox.test Bob active {}",
                    "cy@inbox.test Cy active {}",
                ], rejects: ["9: no @ in it"]),
            Case(
                testDescription: "a NUL byte",
                bytes: Array("\(header)ann@inbox.test,A\u{0}nn,\nbob@inbox.test,Bob,\n".utf8),
                kind: "CSV, UTF-8",
                members: ["bob@inbox.test Bob active {}"], rejects: ["2: holds a NUL byte"]),
            Case(
                testDescription: "a quote that is never closed",
                bytes: Array("\(header)ann@inbox.test,Ann,\nbob@inbox.test,\"Bob,\ncy@inbox.test,Cy,\n".utf8),
                kind: "CSV, UTF-8", members: ["ann@inbox.test Ann active {}"],
                rejects: ["3: a quote is never closed"]),
            Case(
                testDescription: "a field of ten megabytes",
                bytes: Array("\(header)ann@inbox.test,Ann,\"".utf8)
                    + [UInt8](repeating: 0x78, count: 10_000_000)
                    + Array("\"\nbob@inbox.test,Bob,\n".utf8), kind: "CSV, UTF-8",
                members: ["bob@inbox.test Bob active {}"], rejects: ["2: a field is longer than 64 KB"]),
            Case(
                testDescription: "UTF-16 without a mark",
                bytes: utf16("\(header)ann@inbox.test,Zoë 🦊,Київ\r\n"), kind: "CSV, UTF-16LE",
                members: [#"ann@inbox.test Zoë 🦊 active {"note":"Київ"}"#]),
            Case(
                testDescription: "UTF-16 with a mark and tabs",
                bytes: [0xFF, 0xFE] + utf16("email\tfirst_name\r\nann@inbox.test\tZoë\r\n"),
                kind: "CSV, UTF-16LE",
                members: ["ann@inbox.test Zoë active {}"]),
            Case(
                testDescription: "windows-1252 and semicolons",
                bytes: Array("email;first_name\nann@inbox.test;Ren".utf8) + [0xE9, 0x0A],
                kind: "CSV, WINDOWS-1252",
                members: ["ann@inbox.test René active {}"]),
            Case(
                testDescription: "windows-1251",
                bytes: Array("email,first_name\nann@inbox.test,".utf8) + [
                    0xCE, 0xEB, 0xE5, 0xED, 0xE0, 0x0A,
                ],
                kind: "CSV, WINDOWS-1251", members: ["ann@inbox.test Олена active {}"]),
            Case(
                testDescription: "UTF-8 with one damaged row",
                bytes: Array("email,first_name\nann@inbox.test,Олена\nbob@inbox.test,Ren".utf8) + [
                    0xE9, 0x0A,
                ],
                kind: "CSV, UTF-8", members: ["ann@inbox.test Олена active {}"], rejects: ["3: not UTF-8"]),
            Case(
                testDescription: "nothing but a header", bytes: Array(header.utf8), kind: "CSV, UTF-8",
                members: []),
            Case(
                testDescription: "JSON lines",
                bytes: Array(
                    """
                    {"address":"ann@inbox.test","firstName":" Ann ","language":"en\\r\\nX: y","attributes":{"Visits":3}}

                    {"address":"bob@inbox.test","attributes":{"note":"\\u0000"}}
                    {"address":"cy@inbox.test","status":"perhaps"}
                    {"address":"dan@inbox.test","attributes":{"a":{}}}
                    {"address":"eve"}
                    {

                    """.utf8), kind: "JSON lines", members: [#"ann@inbox.test Ann active {"visits":3}"#],
                rejects: [
                    "3: holds a NUL byte", "4: “perhaps” in “status” is no status that is known",
                    "5: no JSON object like those that an export writes", "6: no @ in it",
                    "7: no JSON object like those that an export writes",
                ]),
        ])
    func nasty(file: Case) async throws {
        let desk = try await ImportDesk()
        let taken = try await desk.take(bytes: file.bytes)
        #expect(taken.kind == file.kind)
        #expect(taken.rejects == file.rejects)
        #expect(taken.report.added == file.members.count && taken.report.rejected == file.rejects.count)
        #expect(try await desk.members() == file.members)
    }

    @Test(
        "finds UTF-8 also where a character lies across the pieces it is read in", arguments: ["é", "佐", "🦊"])
    func pieces(character: String) async throws {
        let desk = try await ImportDesk()
        for lead in 0..<5 {
            var text = "email,note\n"
            // The first megabyte ends inside the character, and a letter stands before it.
            let row = "ann@inbox.test,\(String(repeating: "x", count: 1000))\n"
            while text.utf8.count < (1 << 20) - 2048 { text += row }
            text += "bob@inbox.test,"
            text += String(repeating: "y", count: (1 << 20) - lead - text.utf8.count) + "\(character)\n"
            let taken = try await desk.take(text) { $0.isRehearsal = true }
            #expect(taken.kind == "CSV, UTF-8" && taken.rejects.isEmpty, "\(lead)")
        }
    }

    @Test("takes columns for what the operator says they are")
    func map() async throws {
        let desk = try await ImportDesk()
        let text = "Mail,email,Vorname,x\nann@inbox.test,old,Ann,Kyiv\n"
        let map = ["Mail": "email", "email": "-", "Vorname": "first_name", "x": "Home Town"]
        _ = try await desk.take(text) { $0.map = map }
        #expect(try await desk.members() == [#"ann@inbox.test Ann active {"home_town":"Kyiv"}"#])
        let error = await #expect(throws: ImportFault.self) {
            try await desk.take(text) { $0.map = ["Nachname": "last_name"] }
        }
        #expect(
            error?.sentence.hasSuffix(
                "readers.csv has no column “Nachname” for --map (it has Mail, email, Vorname, x)") == true)
    }

    @Test(
        "does to people who are here what its mode says",
        arguments: [
            (
                ImportMode.add, [0, 1], #"ann@inbox.test Ann Or en active {"city":"Kyiv","note":"x"}"#
            ),
            (.update, [1, 0], #"ann@inbox.test Anna Or en active {"city":"Lviv","note":"x"}"#),
            (.replace, [1, 0], #"ann@inbox.test Anna Or en active {"city":"Lviv"}"#),
        ])
    func modes(mode: ImportMode, counts: [Int], member: String) async throws {
        let desk = try await ImportDesk()
        _ = try await desk.take("email,name,language,city,note\nann@inbox.test,Ann Or,en,Kyiv,x\n")
        let again = "email,first_name,last_name,language,city,note\nANN@inbox.test,Anna,,,Lviv,\n"
        let taken = try await desk.take(again) { $0.mode = mode }
        #expect(taken.report.updated == counts[0] && taken.report.unchanged == counts[1])
        #expect(try await desk.members() == [member])
        let third = try await desk.take(again) { $0.mode = mode }
        #expect(third.report.updated == 0 && third.report.unchanged == 1)
    }

    @Test("only said to be done changes nothing")
    func rehearsal() async throws {
        let desk = try await ImportDesk()
        let text =
            "email,first_name,city,status\nann@inbox.test,Ann,Kyiv,\nreader1@inbox.test,R,,\n"
            + "bob@inbox.test,,,bounced\ncy@inbox.test,,,unsubscribed\n"
        let before = try await desk.export("morning", asJSON: true)
        let rehearsed = try await desk.take(text) { $0.isRehearsal = true }
        #expect(try await desk.export("morning", asJSON: true) == before)
        #expect(try await desk.newsroom.context.subscribers.attributes().isEmpty)
        #expect(try await desk.suppressions() == "subject,reason,since\n")
        #expect(try await desk.take(text).report == rehearsed.report)
    }

    @Test("writes what it did not take to a file that is taken once it is mended, and not before")
    func rejects() async throws {
        let desk = try await ImportDesk()
        let text =
            "email;first_name;note\nann@inbox.test;Ann;\nbob.inbox.test;Bob;\"a;\nb\"\ncy.inbox.test;Cy\n"
            + "dan@inbox.test;Dan;x;y\neve@inbox.test;\"E\"ve;z\n"
        let taken = try await desk.take(text) { $0.rejects = desk.path("rejects.csv") }
        #expect(taken.report.added == 1)
        let rejects = try desk.text(of: "rejects.csv")
        #expect(
            rejects == """
                rejected_line,rejected_because,email,first_name,note
                3,no @ in it,bob.inbox.test,Bob,"a;
                b"
                5,no @ in it,cy.inbox.test,Cy
                6,4 fields where the header has 3,dan@inbox.test,Dan,x,y
                7,text after a closing quote,eve@inbox.test,Eve,z

                """)
        let again = try await desk.take(rejects) { $0.rejects = desk.path("again.csv") }
        #expect(
            again.rejects == [
                "2: no @ in it", "4: no @ in it", "5: 6 fields where the header has 5",
            ])
        #expect(
            try desk.text(of: "again.csv").hasSuffix(
                """
                4,no @ in it,cy.inbox.test,Cy
                5,6 fields where the header has 5,dan@inbox.test,Dan,x,y

                """))
        let mended = rejects.replacing("bob.inbox", with: "bob@inbox").replacing("cy.inbox", with: "cy@inbox")
            .replacing(",x,y", with: ",\"x,y\"")
        #expect(try await desk.take(mended).rejects.isEmpty)
        #expect(
            try await desk.members() == [
                "ann@inbox.test Ann active {}", #"eve@inbox.test Eve active {"note":"z"}"#,
                #"bob@inbox.test Bob active {"note":"a;\nb"}"#, "cy@inbox.test Cy active {}",
                #"dan@inbox.test Dan active {"note":"x,y"}"#,
            ])
    }

    @Test("does not write over a file, and wants a table for its rejects")
    func noRejects() async throws {
        let desk = try await ImportDesk()
        _ = try desk.write(Array("mine".utf8), to: "mine.csv")
        for (text, path, fault) in [
            ("email\nann\n", "mine.csv", ImportFault.rejectsNotNew(desk.path("mine.csv"))),
            ("{}\n", "new.csv", .rejectsOfJSON),
        ] {
            await #expect(throws: fault) { try await desk.take(text) { $0.rejects = desk.path(path) } }
        }
        #expect(try desk.text(of: "mine.csv") == "mine")
        #expect(!FileManager.default.fileExists(atPath: desk.path("new.csv")))
    }

    @Test("merges an address that comes again into its first row")
    func duplicates() async throws {
        let desk = try await ImportDesk()
        let taken = try await desk.take(
            "email,first_name,city\nann@inbox.test,Ann,\nANN@Inbox.test,,Kyiv\n ann@inbox.test ,Anna,\n")
        #expect(taken.report.added == 1 && taken.report.merged == 2 && taken.report.updated == 0)
        #expect(try await desk.members() == [#"ann@inbox.test Anna active {"city":"Kyiv"}"#])
    }

    @Test("that turns out not to be what it is said to be leaves nothing behind")
    func failure() async throws {
        let desk = try await ImportDesk()
        let rows = (1...5000).map { "reader\($0)@inbox.test,Kyiv,x\nodd,,\n" }.joined()
        let damaged = Self.utf16("email,city,name\n" + rows) + [0x00, 0xDC] + Self.utf16("x@inbox.test,,\n")
        let before = try await desk.export("morning", asJSON: true)
        let error = await #expect(throws: ImportFault.self) {
            try await desk.take(bytes: damaged) { order in
                (order.encoding, order.rejects) = ("utf-16le", desk.path("rejects.csv"))
            }
        }
        #expect(error?.kind == .data)
        #expect(error?.sentence.contains("is not UTF-16LE before byte") == true)
        #expect(try await desk.export("morning", asJSON: true) == before)
        #expect(try await desk.newsroom.context.subscribers.attributes().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: desk.path("rejects.csv")))
        await #expect(throws: StoreError.noSuchList("evening")) {
            try await desk.take("email\nann\n", to: "evening") { $0.rejects = desk.path("rejects.csv") }
        }
        #expect(!FileManager.default.fileExists(atPath: desk.path("rejects.csv")))
    }

    @Test(
        "that is no subscriber file is refused with a reason",
        arguments: [
            ("", "is empty"), ("\u{FEFF}", "is empty"), ("\n\r\n", "is empty"),
            (
                "name\nAnn\n",
                "line 1 has no e-mail column (it has name): name one “email”, or say --map \"COLUMN=email\""
            ),
            ("email,\"name\nann@inbox.test,Ann\n", "line 1 cannot be read: a quote is never closed"),
            (
                "{\"address\":\"\(String(repeating: "x", count: 1 << 21))\"}",
                "line 1 is longer than a megabyte: nothing was imported"
            ),
        ])
    func refused(text: String, reason: String) async throws {
        let desk = try await ImportDesk()
        let error = await #expect(throws: ImportFault.self) { try await desk.take(text) }
        #expect(error?.kind == .data && error?.sentence.hasSuffix(reason) == true)
    }

    @Test("wants a file and an encoding that there are")
    func unknown() async throws {
        let desk = try await ImportDesk()
        for path in [desk.path("nowhere.csv"), desk.path("")] {
            let error = await #expect(throws: FileFault.self) {
                try await desk.newsroom.people.importFile(.init(path, to: "morning"), note: { _ in })
            }
            #expect(error?.kind == .data)
        }
        await #expect(throws: ImportFault.unknownEncoding("klingon")) {
            try await desk.take("email\n") { $0.encoding = "klingon" }
        }
    }
}
