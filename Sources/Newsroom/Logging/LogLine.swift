// SPDX-License-Identifier: Apache-2.0
import Logging

/// One line of the log.
struct LogLine {
    /// Milliseconds since 1970.
    let time: Int64
    let level: Logger.Level
    let message: String
    let fields: Logger.Metadata

    /// Its bytes, with the end of the line, and without local parts of addresses.
    func bytes(as format: LogFormat) -> [UInt8] {
        switch format {
        case .text: Array(text.utf8)
        case .json: json
        }
    }

    /// What it says stays on its line: a server's answer must not write another.
    private var text: String {
        let said = fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let line = AddressMask.mask(([message] + said).joined(separator: " "))
        let visible = String(String.UnicodeScalarView(line.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
        return "\(RFC3339.exactText(time)) \(level) \(visible)\n"
    }

    private var json: [UInt8] {
        var bytes: [UInt8] = []
        append("at", .text(RFC3339.exactText(time)), to: &bytes)
        append("level", .text(level.rawValue), to: &bytes)
        append("message", .text(AddressMask.mask(message)), to: &bytes)
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) where !Self.own.contains(name) {
            append(name, Self.value(value), to: &bytes)
        }
        bytes += "}\n".utf8
        return bytes
    }

    /// The names that a field cannot have, because each stands in an object once.
    private static let own: Set = ["at", "level", "message"]

    private func append(_ name: String, _ value: JSONValue, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
        JSONValue.text(name).append(to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        value.append(to: &bytes)
    }

    private static func value(_ value: Logger.MetadataValue) -> JSONValue {
        switch value {
        case .stringConvertible(let number as Int64): JSONValue(number)
        case .stringConvertible(let number as Int): JSONValue(number)
        case .string(let text): .text(AddressMask.mask(text))
        case .array(let values): .list(values.map { Self.value($0) })
        case .dictionary(let members): .object(members.mapValues { Self.value($0) })
        default: .text(AddressMask.mask("\(value)"))
        }
    }
}
