// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import Foundation

/// A public key of a provider's, which signatures are checked with.
///
/// `@unchecked Sendable`: the key is never changed after it was made, and libcrypto's functions that read one
/// may run at the same time.
final class SigningKey: @unchecked Sendable {
    /// What signatures are made of.
    enum Digest { case sha1, sha256 }

    private let key: OpaquePointer

    private init(owning key: OpaquePointer) { self.key = key }

    deinit { EVP_PKEY_free(key) }

    /// A key of the curve P-256 as SubjectPublicKeyInfo (RFC 5480) in Base64; nil for anything else.
    convenience init?(p256 text: String) {
        guard let der = Data(base64Encoded: text.filter { !$0.isWhitespace }), !der.isEmpty else {
            return nil
        }
        let read = der.withUnsafeBytes { bytes in
            var start = bytes.bindMemory(to: UInt8.self).baseAddress
            return d2i_PUBKEY(nil, &start, bytes.count)
        }
        guard let read else { return nil }
        self.init(owning: read)
        var name = [CChar](repeating: 0, count: 32)
        guard EVP_PKEY_get_base_id(read) == EVP_PKEY_EC,
            EVP_PKEY_get_group_name(read, &name, name.count, nil) == 1,
            name.prefix(while: { $0 != 0 }) == Array("prime256v1".utf8CString.dropLast())[...]
        else { return nil }
    }

    /// The RSA key of a certificate (RFC 5280) in PEM, if it is valid at a time; of several certificates it
    /// is the first.
    /// - Parameter time: in seconds since 1970.
    convenience init(certificate pem: [UInt8], at time: Int64) throws(WebhookFault) {
        let bio = pem.withUnsafeBytes { BIO_new_mem_buf($0.baseAddress, Int32(clamping: $0.count)) }
        defer { BIO_free(bio) }
        // Nobody is asked for a password.
        let read = withExtendedLifetime(pem) { PEM_read_bio_X509(bio, nil, { _, _, _, _ in -1 }, nil) }
        guard let read else { throw .badCertificate }
        defer { X509_free(read) }
        var moment = time_t(time)
        guard X509_cmp_time(X509_get0_notBefore(read), &moment) < 0,
            X509_cmp_time(X509_get0_notAfter(read), &moment) > 0
        else { throw .expiredCertificate }
        guard let key = X509_get_pubkey(read) else { throw .badCertificate }
        self.init(owning: key)
        guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA, EVP_PKEY_get_bits(key) >= 2048 else {
            throw .badCertificate
        }
    }

    /// Whether somebody who has the private half signed the text: RSASSA-PKCS1-v1_5 (RFC 8017 §8.2) or ECDSA
    /// (FIPS 186-5 §6).
    func verifies(_ signature: [UInt8], of text: [UInt8], digest: Digest) -> Bool {
        guard !signature.isEmpty, let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        let function = digest == .sha1 ? EVP_sha1() : EVP_sha256()
        return EVP_DigestVerifyInit(context, nil, function, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, text, text.count) == 1
    }
}
