// SPDX-License-Identifier: Apache-2.0
import Subscribers
import Testing

@testable import Newsroom

@Suite("What is said of a header that cannot be used")
struct ImportFaultSentenceTests {
    @Test(
        "names the line, and how to go on",
        arguments: [
            (
                .noAddress(seen: ["name", "city"], likely: nil),
                "line 1 has no e-mail column (it has name, city): name one “email”, or say --map \"COLUMN=email\""
            ),
            (
                .noAddress(seen: ["nom", "Courriel"], likely: "Courriel"),
                "line 1 has no e-mail column that is known; if it is “Courriel”, say --map \"Courriel=email\""
            ),
            (
                .noAddress(seen: "abcdefghijklmn".map(String.init), likely: nil),
                "line 1 has no e-mail column (it has a, b, c, d, e, f, g, h, i, j, k, l and 2 more): name one “email”, or say --map \"COLUMN=email\""
            ),
            (.duplicate("City"), "line 1 names the column “City” twice: rename one, or say --map \"City=-\""),
            (.broken(.nul), "line 1 cannot be read: holds a NUL byte"),
            (
                .longName(String(repeating: "x", count: 101)),
                "line 1 names a column of more than 100 letters (“xxxxxxxxxxxxxxxxxxxx…”): is it a header?"
            ),
            (.tooMany(501), "line 1 names 501 columns: 500 can be read"),
            (
                .unknownColumn("town", seen: ["email", "city"]),
                "has no column “town” for --map (it has email, city)"
            ),
        ] as [(ImportColumns.Fault, String)])
    func sentence(fault: ImportColumns.Fault, sentence: String) {
        #expect(ImportFault.header("a.csv", fault).sentence == "a.csv \(sentence)")
    }
}
