import Composer
public import Foundation
public import MailFormat
public import SQLiteStore
public import Subscribers

extension Newsroom {
    /// Copies the database while others read and write.
    public func backUp(to path: String) async throws {
        let place = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory), isDirectory.boolValue
        else {
            throw NewsroomError(.io, "\(path) cannot be written: there is no directory \(place)")
        }
        if let obstacle = WriteObstacle(at: place) {
            throw NewsroomError(.io, "\(path) cannot be written: \(obstacle.sentence)")
        }
        try await database.backUp(to: path)
    }

    /// Throws `StoreError.replaced` when the database is not the file any more that was opened.
    func requireDatabase() async throws { try await database.requireInPlace() }

    /// Throws `StoreError.readOnly` where the database cannot be written.
    public func requireWritable() throws { try database.requireWritable() }

    /// Puts a backup in the place of a newsroom's database.
    public static func restore(_ copy: String, to directory: URL) async throws -> NewsroomDatabase.Restoration
    {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: copy, isDirectory: &isDirectory), !isDirectory.boolValue
        else {
            throw NewsroomError(.data, "there is no file \(copy): name one that “daybreak backup” wrote")
        }
        return try await NewsroomDatabase.restore(
            copy, to: try databasePath(of: directory), now: Machine.now, random: Machine.random)
    }

    /// What is wrong with the database; empty when nothing is.
    public func check() async throws -> [NewsroomDatabase.CheckFault] { try await database.check() }

    /// A segment: the one of that name, or the expression itself.
    public func segment(_ text: String) async throws -> Segment {
        let saved = try await subscribers.segments().first { $0.name == text }
        return try Segment(saved?.expression ?? text)
    }

    /// The name an attribute goes by.
    public static func attributeName(_ text: String) throws -> String {
        let name = ImportColumns.normalised(text)
        guard !name.isEmpty, !ImportColumns.isReserved(name) else {
            throw NewsroomError(
                .data, "“\(text)” cannot name an attribute: it names something else, or nothing")
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
                throw NewsroomError(.usage, "“\(pair)” sets nothing: say name=value")
            }
            let name = try Self.attributeName(String(pair[..<mark]))
            let text = String(pair[pair.index(after: mark)...])
            let type = types[name] ?? ImportColumns.usualType(of: name)
            if text.isEmpty, types[name] == nil {
                let near = nearest(to: name, among: types.keys.sorted())
                throw NewsroomError(
                    .data,
                    "there is no attribute “\(name)” to remove: "
                        + (near.map { "did you mean “\($0)”?" }
                            ?? "“daybreak attribute list” names those there are"))
            }
            guard let value = text.isEmpty ? .text("") : type.value(text) else {
                throw NewsroomError(.data, "“\(text)” is no \(type.rawValue), which “\(name)” is")
            }
            return (name: name, value: value)
        }
        try await subscribers.set(values, of: subscriber)
        return values.map(\.name).filter { types[$0] == nil }
    }
}
