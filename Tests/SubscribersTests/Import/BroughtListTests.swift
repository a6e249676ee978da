// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Subscribers

@Suite("A list that somebody brings")
struct BroughtListTests {
    private func outcome(_ text: String) throws -> [String] {
        let file = try SubscriberText(text)
        let columns = try file.columns()
        return file.records.dropFirst().map { record in
            do throws(ImportRow.Rejection) {
                let row = try ImportRow(record, columns)
                let words = [
                    row.address.description, row.firstName, row.lastName, row.status?.rawValue ?? "",
                    row.attributes == "{}" ? "" : row.attributes,
                ]
                return words.filter { !$0.isEmpty }.joined(separator: " ")
            } catch {
                return error.reason
            }
        }
    }

    @Test(
        "says nothing of leaving where the time of leaving is a word for nothing",
        arguments: [
            "NULL", "null", "Null", #"\N"#, "-", "--", "N/A", "n/a", "NaT", "None", "nil", "0", "false",
            "never", "",
            " ", "0000-00-00", "0000-00-00 00:00:00", "0001-01-01 00:00:00 +0000 UTC", "1970-01-01T00:00:00Z",
            "1899-12-30", "9999-12-31 23:59:59", "(null)", "#N/A",
        ])
    func nothing(word: String) throws {
        for header in ["email,unsubscribed_at", "Email Address,CLEAN_TIME,LAST_CHANGED,LEID,EUID"] {
            let row = try SubscriberText("\(header)\nann@inbox.test,\(word),,,").row()
            #expect(row.status == nil && row.left == nil && row.warnings.isEmpty)
        }
    }

    @Test(
        "rejects who has something else where a time of leaving should be, unless the file says it otherwise")
    func unclear() throws {
        #expect(
            try outcome(
                """
                email,status,unsubscribed_at
                ann@inbox.test,,1/2/2024
                bob@inbox.test,active,yes
                cy@inbox.test,unsubscribed,1/2/2024
                dan@inbox.test,,2024-02-01

                """) == [
                    "“1/2/2024” in “unsubscribed_at” is no time that is understood: it does not say whether they left",
                    "“yes” in “unsubscribed_at” is no time that is understood: it does not say whether they left",
                    "cy@inbox.test unsubscribed", "dan@inbox.test unsubscribed",
                ])
    }

    @Test("has words for nothing in every column, and people who are called so")
    func words() throws {
        #expect(
            try outcome(
                #"""
                email,first_name,last_name,language,status,subscribed_at,city,tags
                ann@inbox.test,NULL,-,NULL,NULL,0000-00-00,NULL,NULL
                bob@inbox.test,\N,Null,n/a,-,NULL,\N,\N
                cy@inbox.test,Na,None,,,,Null,none
                NULL,Dan,,,,,,

                """#) == [
                    "ann@inbox.test", "bob@inbox.test Null", #"cy@inbox.test Na None {"city":"Null"}"#,
                    "empty",
                ])
        let known: [String: AttributeType] = ["age": .number, "born": .date, "paying": .boolean]
        let row = try SubscriberText("email,age,born,paying\nann@inbox.test,NaN,N/A,none").row(known)
        #expect(row.attributes == "{}")
    }

    @Test("has rows that are shorter or longer than its header by empty cells")
    func lengths() throws {
        #expect(
            try outcome(
                "first_name,email,note\nAnn,ann@inbox.test\nBob,bob@inbox.test,x,, \nCy\nDan,dan@inbox.test,x,,y\n"
            )
                == [
                    "ann@inbox.test Ann", #"bob@inbox.test Bob {"note":"x"}"#, "empty",
                    "5 fields where the header has 3",
                ])
    }

    @Test(
        "has characters that nobody sees around its addresses",
        arguments: [
            "\u{A0}", "\u{200B}", "\u{FEFF}", "\u{202F}", "\u{2060}", "\u{3000}", "\u{AD}", "\u{202A}",
            " \u{A0} ",
        ])
    func hiddenAround(hidden: String) throws {
        for cell in [
            "\(hidden)ann@inbox.test", "ann@inbox.test\(hidden)",
            "<\(hidden)ann@inbox.test\(hidden)>\(hidden)",
        ] {
            #expect(try outcome("email,name\n\(cell),\(hidden)Ann\(hidden)\n") == ["ann@inbox.test Ann"])
        }
    }

    @Test("is told where such a character stands inside an address")
    func hiddenInside() throws {
        #expect(
            try outcome("email\nan\u{200B}n@inbox.test\nann@in\u{A0}box.test\nann@inbox.\u{AD}test\n") == [
                "holds a zero-width space (U+200B) after “an”",
                "holds a no-break space (U+00A0) after “ann@in”",
                "holds a soft hyphen (U+00AD) after “ann@inbox.”",
            ])
    }

    @Test(
        "has names beside its addresses",
        arguments: [
            (#""Ann Or" <ann@inbox.test>"#, "Ann Or"), ("Ann Or <ann@inbox.test>", "Ann Or"),
            ("<ann@inbox.test>", ""), ("'Ann van Or'<ann@inbox.test>", "Ann van|Or"),
            ("ann@inbox.test (Ann Or)", "Ann Or"),
            (#""Or, Ann" <ann@inbox.test>"#, "Ann Or"), ("Ann Or, Jr. <ann@inbox.test>", "Ann Or,|Jr."),
            ("ann@inbox.test <ann@inbox.test>", ""), ("mailto:ann@inbox.test", ""),
            ("MAILTO:ann@inbox.test ", ""),
            ("Ann\r\nBcc: Or <ann@inbox.test>", "Ann Bcc:|Or"), (#""A \"Or\"" <ann@inbox.test>"#, #"A "Or""#),
            ("ann@inbox.test ::: old@inbox.test", ""),
        ])
    func namesBeside(cell: String, name: String) throws {
        let row = try SubscriberText("email\n\(CSVWriter.line([cell]))").row()
        #expect(row.address.description == "ann@inbox.test")
        let halves = name.split(separator: name.contains("|") ? "|" : " ").map(String.init)
        #expect([row.firstName, row.lastName].filter { !$0.isEmpty } == halves)
        let named = try SubscriberText("email,first_name\n\(CSVWriter.line([cell, "Zoe"]))").row()
        #expect([named.firstName, named.lastName] == ["Zoe", ""])
    }

    @Test("may be an address book, of which nothing but names and addresses is taken")
    func addressBooks() throws {
        for (name, text) in [
            (
                "Google contacts",
                """
                First Name,Middle Name,Last Name,Organization Name,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Value
                Ann,,Or,Acme,1990-01-01,shy,* myContacts,*,ann@inbox.test ::: a@inbox.test,ann@work.test,+1 555
                Bob,,,,,,,,,bob@inbox.test,

                """
            ),
            (
                "Google contacts",
                """
                Name,Given Name,Family Name,Birthday,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Value
                Ann B. Or,Ann,Or,,* myContacts,* Home,ann@inbox.test,
                Bob,Bob,,,,,,bob@inbox.test

                """
            ),
            (
                "Outlook contacts",
                """
                Title,First Name,Last Name,Company,Home Street,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,Language
                Ms,Ann,Or,Acme,1 High Street,ann@inbox.test,SMTP,Ann Or (ann@inbox.test),,English
                ,Bob,,,,,,,bob@inbox.test,

                """
            ),
        ] {
            #expect(try outcome(text) == ["ann@inbox.test Ann Or", "bob@inbox.test Bob"])
            #expect(try SubscriberText(text).columns().format.name == name)
        }
        let columns = try ImportColumns(
            SubscriberText("First Name,Birthday,E-mail 1 - Value\n").records[0], map: ["Birthday": "born"])
        #expect(columns.attributes.map(\.name) == ["born"])
    }

    @Test(
        "has a header that an error names the likely column of",
        arguments: [
            (["Nr", "Vorname", "E-Mail-Adresse (privat)"], "E-Mail-Adresse (privat)"),
            (["nom", "Courriel privé"], "Courriel privé"),
            (["Имя", "Эл. почта"], "Эл. почта"),
            (["a", "b"], nil),
        ])
    func likely(titles: [String], likely: String?) throws {
        #expect(throws: ImportColumns.Fault.noAddress(seen: titles, likely: likely)) {
            try SubscriberText(titles.joined(separator: ",")).columns()
        }
    }

    @Test("has a header, and no address in its place")
    func noHeader() throws {
        #expect(throws: ImportColumns.Fault.noHeader(address: "ann@inbox.test")) {
            try SubscriberText("ann@inbox.test,Ann").columns()
        }
    }

    @Test("has names without line breaks, controls and marks that turn the direction of text")
    func names() throws {
        #expect(
            try outcome(
                "email,first_name,last_name\nann@inbox.test,\"Ann\r\nBcc: x\",\u{202E}rO\u{1B}[2J\u{202C}\n")
                == ["ann@inbox.test Ann Bcc: x rO [2J"])
    }
}
