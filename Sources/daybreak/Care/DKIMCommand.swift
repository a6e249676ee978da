// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import Foundation
public import MailFormat
import Newsroom

struct DKIMCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dkim", abstract: "Make keys that sign mail, and show what DNS must say of them.",
        subcommands: [Generate.self, Show.self])

    struct Generate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "generate", abstract: "Make a key, and print its DNS record.",
            discussion: """
                Receivers know RSA keys; Ed25519 ones are shorter, and some receivers know only the former: sign with both. \
                Publish the record, wait until “daybreak dkim show” and DNS agree, and then name the key in daybreak.yaml.
                """)

        @Argument(help: "What to call the key in DNS, like s2026.") var selector: Selector
        @Option(help: "rsa or ed25519.") var algorithm = DKIMKey.Algorithm.rsa
        @Option(help: "Of an RSA key: 2048, 3072 or 4096. Larger than 2048 does not fit everywhere.")
        var bits = 2048
        @Option(help: "Who signs; the domain of the publication's sender if not given.") var domain: String?
        @Option(help: "The new file, relative to the newsroom; keys/SELECTOR.pem if not given.") var file:
            String?
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            guard [2048, 3072, 4096].contains(bits) else {
                throw ValidationError("RSA keys have 2048, 3072 or 4096 bits here.")
            }
        }

        func run() async throws {
            let path = file ?? "keys/\(selector.text).pem"
            let domain = try domain.map { try EmailAddress("postmaster@\($0)").domain }
            let record = try newsroom.open().keys.generateDKIMKey(
                algorithm, bits: bits, selector: selector.text, domain: domain, in: path)
            try json.print(
                record.json(file: path),
                """
                wrote \(path)

                DNS:
                \(record.zoneLine)

                daybreak.yaml, once DNS says so:
                dkim:
                  keys:
                    - { selector: \(selector.text), file: \(path) }
                """)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show what DNS must say of the keys in daybreak.yaml.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            for (record, key, signs) in try newsroom.open().keys.dkimRecords() {
                try json.print(
                    record.json(of: key, signs: signs),
                    """
                    \(key.selector): \(signs ? "signs" : "does not sign today")\(key.from.map { ", from \($0)" } ?? "")\
                    \(key.until.map { ", until \($0)" } ?? "") (\(key.file))
                    \(record.zoneLine)
                    """)
            }
        }
    }
}

extension DKIMKey.Algorithm: ExpressibleByArgument {
    /// `rsa` or `ed25519`.
    public init?(argument: String) {
        guard let found = Self.allCases.first(where: { $0.keyType == argument }) else { return nil }
        self = found
    }

    /// The names as they are written.
    public static var allValueStrings: [String] { allCases.map(\.keyType) }

    /// As it is written.
    public var defaultValueDescription: String { keyType }
}

/// Labels of a key's name in DNS.
struct Selector: ExpressibleByArgument {
    let text: String

    init?(argument: String) {
        guard DKIMSigner.isSelector(argument) else { return nil }
        text = argument
    }
}
