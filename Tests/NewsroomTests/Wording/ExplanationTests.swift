// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import Subscribers
import Testing

@testable import Newsroom

@Suite("The explanation of an error")
struct ExplanationTests {
    @Test("shows where a segment is wrong, and says what else would help")
    func segment() throws {
        let fault = SegmentFault(
            text: "city within 3 days", column: 1, problem: "“city” is a text, not a date",
            remedy: .changeType)
        let explanation = try #require(Explanation(fault))
        #expect(
            explanation.sentence
                == "column 1: “city” is a text, not a date: “daybreak attribute set” changes that")
        #expect(explanation.excerpt == "city within 3 days\n^")
    }

    @Test(
        "calls a fault of the newsroom's own files one of configuration",
        arguments: [
            ("/news/daybreak.yaml", .configuration), ("/news/templates/tea/publication.yaml", .configuration),
            ("edition.yaml", .data),
        ] as [(String, Sysexit)])
    func yaml(file: String, kind: Sysexit) throws {
        let fault = #expect(throws: YAMLMapping.Fault.self) { try YAMLMapping(yaml: "[", file: file) }
        #expect(try Explanation(#require(fault))?.kind == kind)
    }

    @Test("knows what Foundation says of a file")
    func file() throws {
        let error = #expect(throws: (any Error).self) { try Data(contentsOf: URL(filePath: "/no/such/file")) }
        let explanation = try Explanation(#require(error))
        #expect(explanation?.sentence == "there is no such file" && explanation?.kind == .io)
    }

    @Test("is none of what nobody foresaw")
    func unknown() { #expect(Explanation(CancellationError()) == nil) }
}
