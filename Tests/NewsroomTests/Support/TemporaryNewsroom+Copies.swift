// SPDX-License-Identifier: Apache-2.0
import Foundation
import Newsroom
import NewsroomSupport
import Testing

extension TemporaryNewsroom {
    /// The same newsroom under a configuration that signs with other keys and tries again after a second.
    /// - Parameter dkim: what stands under `dkim:`; empty for messages that are not signed.
    func signing(_ dkim: String) throws -> Newsroom {
        let file = directory.appending(path: Newsroom.configurationFile)
        let yaml = try String(contentsOf: file, encoding: .utf8)
        let bare = yaml.components(separatedBy: "dkim:\n")[0]
            .replacing("retry: { first: 1s }", with: "retry: { first: 1s, longest: 1s }")
        try (bare + (dkim.isEmpty ? "" : "dkim:\n\(dkim)"))
            .write(to: file, atomically: true, encoding: .utf8)
        return try Newsroom(at: directory)
    }
}

/// What a sandbox got, by recipient, without the two lines it puts on top.
func copies(in maildir: URL) throws -> [String: [UInt8]] {
    var copies: [String: [UInt8]] = [:]
    for file in try FileManager.default.contentsOfDirectory(at: maildir, includingPropertiesForKeys: nil) {
        var rest = [UInt8](try Data(contentsOf: file))[...]
        var lines: [String] = []
        for _ in 0..<2 {
            let end = try #require(rest.firstIndex(of: 0x0A))
            lines.append(String(decoding: rest[rest.startIndex...end], as: UTF8.self))
            rest = rest[(end + 1)...]
        }
        let recipient = lines[1].dropFirst("Delivered-To: ".count).dropLast(1)
        #expect(copies.updateValue(Array(rest), forKey: String(recipient)) == nil)
    }
    return copies
}
