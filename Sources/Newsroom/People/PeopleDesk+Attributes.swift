// SPDX-License-Identifier: Apache-2.0
import Composer
public import MailFormat
import SQLiteStore
public import Subscribers

extension PeopleDesk {
    /// The name an attribute goes by.
    public static func attributeName(_ text: String) throws -> String {
        let name = ImportColumns.normalised(text)
        guard !name.isEmpty, !ImportColumns.isReserved(name) else {
            throw PeopleFault.notAName(text)
        }
        return name
    }

    /// Sets attributes of one person.
    /// - Parameter pairs: `name=value`; an empty value removes one.
    /// - Returns: the attributes that there were not before.
    @discardableResult
    public func set(_ pairs: [String], of subscriber: SubscriberID) async throws -> [String] {
        let types = try await subscribers.attributes()
        let values = try pairs.map { pair in
            guard let mark = pair.firstIndex(of: "=") else {
                throw PeopleFault.notAPair(pair)
            }
            let name = try Self.attributeName(String(pair[..<mark]))
            let text = String(pair[pair.index(after: mark)...])
            let type = types[name] ?? ImportColumns.usualType(of: name)
            if text.isEmpty, types[name] == nil {
                let near = nearest(to: name, among: types.keys.sorted())
                throw PeopleFault.nothingToRemove(name, nearest: near)
            }
            guard let value = text.isEmpty ? .text("") : type.value(text) else {
                throw PeopleFault.notOfType(text, type, attribute: name)
            }
            return (name: name, value: value)
        }
        try await subscribers.set(values, of: subscriber)
        return values.map(\.name).filter { types[$0] == nil }
    }

    /// The attributes there are, and what each holds.
    public func attributes() async throws -> [String: AttributeType] { try await subscribers.attributes() }

    /// Makes an attribute, or changes what it holds.
    public func set(_ attribute: String, to type: AttributeType) async throws {
        try await subscribers.set(attribute, to: type)
    }

    /// Takes an attribute from everybody.
    /// - Returns: false when there is none.
    public func removeAttribute(_ name: String) async throws -> Bool {
        try await subscribers.removeAttribute(name)
    }
}
