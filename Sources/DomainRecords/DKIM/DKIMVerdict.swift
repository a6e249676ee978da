// SPDX-License-Identifier: Apache-2.0

/// How what DNS says of a signing key compares with the key.
public enum DKIMVerdict: Hashable, Sendable {
    /// DNS has the key.
    /// - testing: receivers are told to take no notice of signatures (`t=y`).
    /// - bare: the RSA key is there without what names it as one, as RFC 6376 §3.6.1 had it before erratum 3017.
    case agrees(testing: Bool, bare: Bool)
    /// There is no record.
    case missing
    /// There are so many records, and nobody knows which one receivers read (RFC 6376 §3.6.2.2).
    case several(Int)
    /// The record says nothing.
    case unreadable(RecordFault)
    /// The key was withdrawn (`p=` is empty).
    case revoked
    /// The record is of another kind of key.
    case otherType(String)
    /// Another key of the same kind.
    case different
    /// The key must not sign mail (`s=`).
    case notForMail
    /// The key must not be used with SHA-256 (`h=`).
    case otherHash
    /// DNS could not be asked.
    case unknown(LookupFault)

    /// Compares an answer with the record that the key should have.
    /// - Parameter expected: `v=DKIM1; k=…; p=…` of our key.
    public static func of(_ answer: Answer<[UInt8]>, expected: String) -> DKIMVerdict {
        switch answer {
        case .noName, .noRecords: return .missing
        case .failed(let fault): return .unknown(fault)
        case .records(let records):
            guard records.count == 1 else { return .several(records.count) }
            do {
                return compare(try DKIMKeyRecord(records[0]), with: try DKIMKeyRecord(Array(expected.utf8)))
            } catch {
                return .unreadable(error)
            }
        }
    }

    private static func compare(_ found: DKIMKeyRecord, with ours: DKIMKeyRecord) -> DKIMVerdict {
        if found.key.isEmpty { return .revoked }
        guard found.keyType == ours.keyType else { return .otherType(PrintableText.of(found.keyType.utf8)) }
        let isBare = found.key != ours.key && isBare(found, ours)
        guard found.key == ours.key || isBare else { return .different }
        guard found.signsMail else { return .notForMail }
        guard found.allowsSHA256 else { return .otherHash }
        return .agrees(testing: found.isTesting, bare: isBare)
    }

    /// Bytes of a SubjectPublicKeyInfo before the RSAPublicKey in it, for keys of 1024 bits and more.
    private static let infoHeads = 22...24

    private static func isBare(_ found: DKIMKeyRecord, _ ours: DKIMKeyRecord) -> Bool {
        ours.keyType == "rsa" && found.key.first == 0x30
            && infoHeads.contains(ours.key.count - found.key.count)
            && ours.key.suffix(found.key.count) == found.key[...]
    }
}
