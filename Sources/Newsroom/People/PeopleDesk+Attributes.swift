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

    /// Sets names, language, zone and attributes of one person.
    /// - Parameters:
    ///   - pairs: `name=value`; an empty value removes one.
    ///   - mayMake: whether an attribute that there is not is made.
    /// - Returns: the attributes that there were not before.
    @discardableResult
    public func set(
        _ pairs: [String], of subscriber: SubscriberID, mayMake: Bool = true
    ) async throws -> [String] {
        let types = try await subscribers.attributes()
        var fields: [(field: PersonField, value: String)] = []
        let values = try pairs.compactMap { pair -> (name: String, value: AttributeValue)? in
            guard let mark = pair.firstIndex(of: "=") else {
                throw PeopleFault.notAPair(pair)
            }
            let key = ImportColumns.normalised(String(pair[..<mark]))
            let text = String(pair[pair.index(after: mark)...])
            if let field = PersonField(rawValue: key) {
                fields.append((field, try Self.checked(text, field)))
                return nil
            }
            let name = try Self.attributeName(key)
            guard mayMake || text.isEmpty || types[name] != nil else {
                let known = types.keys.sorted() + PersonField.allCases.map(\.rawValue)
                throw PeopleFault.newAttribute(name, nearest: nearest(to: name, among: known))
            }
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
        try await subscribers.set(values, fields, of: subscriber)
        return values.map(\.name).filter { types[$0] == nil }
    }

    private static func checked(_ text: String, _ field: PersonField) throws -> String {
        let text = LineText.cleaned(text)
        if field == .zone, !text.isEmpty {
            do { _ = try NamedZone.ofPlace(text) } catch {
                throw PeopleFault.unfit(field.rawValue, fault: "\(error)")
            }
        }
        if field == .language, !text.isEmpty, !Publication.isLanguage(text) {
            throw PeopleFault.unfit(field.rawValue, fault: "“\(text)” is no language like en or pt-BR")
        }
        return text
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
