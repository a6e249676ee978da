// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Small values of the wire's tables as JSON.
enum WireJSON {
    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        // Values of ours that hold numbers and texts are always encoded.
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    static func value<Value: Decodable>(_: Value.Type, _ text: String) throws(PostgresFault) -> Value {
        do { return try JSONDecoder().decode(Value.self, from: Data(text.utf8)) } catch {
            throw PackedReader.unreadable
        }
    }
}
