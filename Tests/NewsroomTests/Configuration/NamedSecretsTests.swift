// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import Foundation
import Testing

@testable import Newsroom

@Suite("A secret in the configuration")
struct NamedSecretsTests {
    private static let yaml = """
        publication: p
        base_url: https://news.example.com
        return_path: bounces@news.example.com
        relays:
          - url: smtp://mail.example.com
            user: desk
            password: ${SMTP}
        returns:
          providers:
            postmark:
              secret: ${HOOK}

        """

    private func read(_ environment: [String: String], needing uses: SecretUses = .all) throws
        -> Configuration
    {
        try Configuration(
            yaml: Self.yaml, file: "daybreak.yaml", directory: FileManager.default.temporaryDirectory,
            environment: environment, needing: uses)
    }

    private func withCredentials(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let inside = directory.appending(path: "inside")
        try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data("outside".utf8).write(to: directory.appending(path: "secret"))
        for (name, text) in files { try Data(text.utf8).write(to: inside.appending(path: name)) }
        try body(inside.path)
    }

    @Test("is the variable of its name, else systemd's credential without the line end behind it")
    func credential() throws {
        try withCredentials(["SMTP": "from a file\n", "HOOK": "of the web"]) { directory in
            let found = NamedSecrets(environment: ["CREDENTIALS_DIRECTORY": directory, "OWN": "variable"])
            #expect(found.value(of: "SMTP") == "from a file" && found.value(of: "OWN") == "variable")
            for name in ["../secret", "..", ".", "", "NONE"] {
                #expect(found.value(of: name) == nil, "\(name)")
            }
            let read = try read(["CREDENTIALS_DIRECTORY": directory, "HOOK": "of the environment"])
            #expect(read.relays[0].access.password == "from a file")
            #expect(read.returns?.providers.count == 1)
        }
    }

    @Test("that is nowhere is named, and where it was looked for")
    func missing() throws {
        try withCredentials([:]) { directory in
            let error = #expect(throws: (any Error).self) {
                try read(["CREDENTIALS_DIRECTORY": directory, "HOOK": "a secret of the web"])
            }
            let said = "\(String(describing: error))"
            #expect(said.contains("SMTP, which is not set, and there is no such credential in \(directory)"))
        }
    }

    @Test("matters only to what needs it")
    func uses() throws {
        #expect(try read(["HOOK": "a secret of the web"], needing: .web).relays[0].lacksSecret)
        #expect(throws: (any Error).self) { try read(["HOOK": "a secret of the web"], needing: .sending) }
        #expect(throws: (any Error).self) { try read(["SMTP": "s"], needing: .web) }
        let sending = try read(["SMTP": "s"], needing: .sending)
        #expect(!sending.relays[0].lacksSecret)
        // What a provider posts is not taken as long as it cannot be proven.
        #expect(try #require(sending.returns).providers.isEmpty)
        #expect(try #require(try read([:], needing: []).returns).providers.isEmpty)
    }
}
