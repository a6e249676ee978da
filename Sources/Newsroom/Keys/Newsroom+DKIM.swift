import Composer
import Foundation
public import MailFormat

extension Newsroom {
    /// Makes a private key for signing in a new file that only its owner can read.
    /// - Parameter domain: who signs; nil for what the configuration or the publication says.
    /// - Returns: what DNS must say.
    public func generateDKIMKey(
        _ algorithm: DKIMKey.Algorithm, bits: Int, selector: String, domain: String?, in path: String
    ) throws -> DKIMRecord {
        let domain = try domain ?? signingDomain(of: configuration.publication)
        let key = try DKIMKey.generate(algorithm, bits: bits)
        let record = try DKIMRecord(of: .init(domain: domain, selector: selector, key: key))
        let file = URL(fileURLWithPath: path, relativeTo: directory)
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw NewsroomError(.io, "\(file.path) cannot be written: \(Self.why(error))")
        }
        try PrivateFile.write(try key.pem(), to: file.path)
        return record
    }

    /// What DNS must say of each configured key, and whether it signs today.
    public func dkimRecords() throws -> [(record: DKIMRecord, key: DKIMSettings.Key, signs: Bool)] {
        let today = Self.day(Self.now, in: .utc)
        var records: [(record: DKIMRecord, key: DKIMSettings.Key, signs: Bool)] = []
        for publication in Self.publicationNames(of: configuration, in: directory) {
            for key in configuration.dkim(of: publication)?.keys ?? [] {
                let domain = try signingDomain(of: publication)
                let record = try DKIMRecord(of: try Self.identity(key, domain: domain))
                if records.contains(where: { $0.record == record }) { continue }
                records.append((record, key, key.signs(on: today)))
            }
        }
        return records
    }

    /// Who signs what was published at an instant.
    /// - Parameter instant: milliseconds since 1970.
    func signingIdentities(at instant: Int64, of publication: String) throws -> [DKIMSigner.Identity] {
        guard let dkim = configuration.dkim(of: publication) else { return [] }
        let day = Self.day(instant, in: .utc)
        let keys = dkim.keys.filter { $0.signs(on: day) }
        guard !keys.isEmpty else {
            throw NewsroomError(
                .configuration,
                "no key under dkim in daybreak.yaml signs what is published on \(day): add one, or move a day"
            )
        }
        let domain = try signingDomain(of: publication)
        return try keys.map { try Self.identity($0, domain: domain) }
    }

    /// A key from its file.
    static func identity(_ key: DKIMSettings.Key, domain: String) throws -> DKIMSigner.Identity {
        let pem = try PrivateFile.read(key.file)
        do {
            return .init(domain: domain, selector: key.selector, key: try DKIMKey(pem: pem))
        } catch {
            throw NewsroomError(.configuration, "the DKIM key \(key.file) \(error)")
        }
    }

    private func signingDomain(of publication: String) throws -> String {
        try configuration.dkim(of: publication)?.domain
            ?? self.publication(publication).0.sender.address.domain
    }
}

/// A file that nobody but its owner may read.
private enum PrivateFile {
    static func read(_ path: String) throws -> [UInt8] {
        let file = try FileHandle.opening(path)
        defer { try? file.close() }
        var status = stat()
        guard fstat(file.fileDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw NewsroomError(.configuration, "the DKIM key \(path) is no file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw NewsroomError(
                .configuration,
                "the DKIM key \(path) can be read by others: “chmod 600 \(path)”, and sign with a new one")
        }
        return [UInt8](try file.read(upToCount: longest) ?? Data())
    }

    /// Bytes of a key in PEM: RSA keys of 16,384 bits have 13,000.
    private static let longest = 65_536

    static func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST
                ? NewsroomError(.usage, "\(path) is there already: choose another name")
                : NewsroomError(.io, "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(text.utf8))
            try file.synchronize()
            try file.close()
        } catch {
            unlink(path)
            throw NewsroomError(.io, "\(path) cannot be written: \(Newsroom.why(error))")
        }
    }
}

extension FileHandle {
    fileprivate static func opening(_ path: String) throws -> FileHandle {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw NewsroomError(
                .configuration, "the DKIM key \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}
