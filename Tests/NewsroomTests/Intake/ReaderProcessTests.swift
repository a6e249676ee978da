// SPDX-License-Identifier: Apache-2.0
import Composer
import Testing

@testable import Newsroom

@Suite("A child that reads strangers' bytes")
struct ReaderProcessTests {
    private let source = IntakeSource(name: "story.md", bytes: Array("# Fog\n\nIt did not sail.\n".utf8))

    @Test("that ends without an answer takes nothing with it but its source, which is named")
    func ends() async {
        for program in ["/bin/false", "/bin/cat"] {
            do {
                _ = try await SourceReader.program(program).intake(source, as: nil, boilerplate: [])
                Issue.record("\(program) cannot read")
            } catch {
                let sentence = Explanation.sentence(of: error)
                #expect(sentence.hasPrefix("story.md cannot be read: its reader gave up"), "\(sentence)")
            }
        }
    }

    @Test("that cannot be started is a fault of the program's file")
    func missing() async {
        await #expect(throws: FileFault.unopened("/no/such/program", .system(2))) {
            _ = try await SourceReader.program("/no/such/program").intake(source, as: nil, boilerplate: [])
        }
    }
}
