// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// A field and its new value, as an editor writes it: `subject=Fog on the river`.
public struct Assignment: Hashable, Sendable {
    /// The field's name in an edition file or in front matter.
    public let key: String
    /// Empty for none.
    public let value: String

    /// Reads `key=value`.
    public init(_ text: String) throws(ChangeFault) {
        guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
            throw .notAnAssignment(text)
        }
        key = text[..<sign].trimming(\.isWhitespace)
        value = text[text.index(after: sign)...].trimming(\.isWhitespace)
    }

    /// The value as one line; nil for none.
    var line: String? { LineText.cleaned(value).presentLine }

    /// The value as one of some names.
    func one<Value: RawRepresentable<String> & CaseIterable>(of type: Value.Type) throws(ChangeFault) -> Value
    {
        guard let found = Value(rawValue: value) else {
            throw .unknownValue(value, key: key, known: type.allCases.map(\.rawValue))
        }
        return found
    }

    /// The value as one line that must be there.
    func required() throws(ChangeFault) -> String {
        guard let line else { throw .missing(key) }
        return line
    }
}
