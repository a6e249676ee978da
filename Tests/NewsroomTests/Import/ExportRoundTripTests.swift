// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SQLiteStore
import Subscribers
import Testing

@testable import Newsroom

@Suite("An export")
struct ExportRoundTripTests {
    @Test(
        "read into another newsroom is the same list, as CSV and as JSON lines",
        arguments: [false, true])
    func roundTrip(asJSON: Bool) async throws {
        let first = try await ImportDesk()
        let second = try await ImportDesk()
        for desk in [first, second] {
            try await desk.newsroom.context.subscribers.create(try MailingList(name: "maps", title: "Maps"))
            for (name, type) in [
                ("visits", .number), ("paying", .boolean), ("born", .date), ("topics", .list),
                ("note", .text),
            ] as [(String, AttributeType)] { try await desk.newsroom.context.subscribers.set(name, to: type) }
        }
        _ = try await first.take(
            #"""
            email,first_name,last_name,language,timezone,status,subscribed_at,unsubscribed_at,attributes
            Ann+Maps@inbox.test,"Ann ""A""","Or, Jr",en-GB,Europe/Kyiv,active,2020-01-02T03:04:05.678Z,,"{""visits"":0.1,""paying"":false,""born"":""2001-02-03"",""topics"":["" a"",""b, c"",""\""d\""""],""note"":""x\ny; \u0007 ""}"
            bob@inbox.test,Боб,,,,unconfirmed,1999-12-31,,"{""visits"":1e20,""paying"":true,""topics"":[""[x]""],""note"":""\r""}"
            cy@bücher.test,,佐藤,,,unsubscribed,2020-01-01,2020-02-02 02:02:02.002,"{""note"":""☕️ e\u0301""}"
            dörte@inbox.test,=1+1,-,,,,,,{}

            """#, to: "maps")
        let text = try await first.export("maps", asJSON: asJSON)
        #expect(text.utf8.split(separator: 0x0A).count >= 4)
        let taken = try await second.take(text, to: "maps")
        #expect(taken.report.added == 3 && taken.report.stopped == 1 && taken.report.rejected == 0)
        #expect(try await second.export("maps", asJSON: false) == first.export("maps", asJSON: false))
        #expect(try await second.export("maps", asJSON: true) == first.export("maps", asJSON: true))
        let again = try await second.take(text, to: "maps") { $0.mode = .replace }
        #expect(again.report.updated == 0)
    }
}
