// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
public import MailFormat

extension KeyDesk {
    /// Makes a private key for signing in a new file that only its owner can read.
    /// - Parameter domain: who signs; nil for what the configuration or the publication says.
    /// - Returns: the record that DNS must have.
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
            throw FileFault.unwritable(file.path, .init(error))
        }
        try PrivateFile.write(try key.pem(), to: file.path)
        return record
    }

    /// The DNS record of each configured key, and whether the key signs today.
    public func dkimRecords() throws -> [(record: DKIMRecord, key: DKIMSettings.Key, signs: Bool)] {
        let today = NamedZone.utc.day(at: clock.now)
        var records: [(record: DKIMRecord, key: DKIMSettings.Key, signs: Bool)] = []
        for publication in publications.names {
            for key in configuration.dkim(of: publication)?.keys ?? [] {
                let domain = try signingDomain(of: publication)
                let record = try DKIMRecord(of: try Self.identity(key, domain: domain))
                if records.contains(where: { $0.record == record }) { continue }
                records.append((record, key, key.signs(on: today)))
            }
        }
        return records
    }

    /// The identities that sign what was published at an instant.
    /// - Parameter instant: milliseconds since 1970.
    func signingIdentities(at instant: Int64, of publication: String) throws -> [DKIMSigner.Identity] {
        guard let dkim = configuration.dkim(of: publication) else { return [] }
        let day = NamedZone.utc.day(at: instant)
        let keys = dkim.keys.filter { $0.signs(on: day) }
        guard !keys.isEmpty else {
            throw KeyFault.noneSigns(on: day)
        }
        let domain = try signingDomain(of: publication)
        return try keys.map { try Self.identity($0, domain: domain) }
    }

    /// A key from its file.
    static func identity(_ key: DKIMSettings.Key, domain: String) throws -> DKIMSigner.Identity {
        let pem = try PrivateFile.read(key.file)
        do throws(DKIMKey.Fault) {
            return .init(domain: domain, selector: key.selector, key: try DKIMKey(pem: pem))
        } catch {
            throw KeyFault.notAKey(key.file, error)
        }
    }

    private func signingDomain(of publication: String) throws -> String {
        try configuration.dkim(of: publication)?.domain
            ?? publications.themed(publication).0.sender.address.domain
    }
}
