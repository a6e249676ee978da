// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import Foundation

/// A key pair that is made for a test, and what a provider does with one.
///
/// `@unchecked Sendable`: the key is never changed after it was made.
final class TestSigner: @unchecked Sendable {
    enum Kind { case rsa(bits: Int), ec(curve: String) }

    private let key: OpaquePointer

    init(_ kind: Kind) {
        switch kind {
        case .rsa(let bits): key = daybreak_rsa_key(bits)
        case .ec(let curve):
            let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil)
            defer { EVP_PKEY_CTX_free(context) }
            precondition(EVP_PKEY_keygen_init(context) == 1)
            precondition(EVP_PKEY_CTX_set_group_name(context, curve) == 1)
            var key: OpaquePointer?
            precondition(EVP_PKEY_generate(context, &key) == 1)
            self.key = key!
        }
    }

    deinit { EVP_PKEY_free(key) }

    /// SubjectPublicKeyInfo in Base64.
    var publicKey: String {
        var bytes = [UInt8](repeating: 0, count: Int(i2d_PUBKEY(key, nil)))
        bytes.withUnsafeMutableBufferPointer { buffer in
            var end = buffer.baseAddress
            _ = i2d_PUBKEY(key, &end)
        }
        return Data(bytes).base64EncodedString()
    }

    /// A signature in Base64.
    func sign(_ text: [UInt8], with digest: OpaquePointer? = EVP_sha256()) -> String {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        precondition(EVP_DigestSignInit(context, nil, digest, nil, key) == 1)
        var signature = [UInt8](repeating: 0, count: 1024)
        var count = signature.count
        precondition(EVP_DigestSign(context, &signature, &count, text, text.count) == 1)
        return Data(signature[..<count]).base64EncodedString()
    }

    /// A certificate in PEM that it signs itself, valid between two times in seconds since 1970.
    func certificate(from start: Int64, to end: Int64) -> [UInt8] {
        let certificate = X509_new()
        defer { X509_free(certificate) }
        X509_set_version(certificate, 2)
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1)
        ASN1_TIME_set(X509_getm_notBefore(certificate), time_t(start))
        ASN1_TIME_set(X509_getm_notAfter(certificate), time_t(end))
        X509_set_pubkey(certificate, key)
        precondition(X509_sign(certificate, key, EVP_sha256()) > 0)
        let bio = BIO_new(BIO_s_mem())
        defer { BIO_free(bio) }
        precondition(PEM_write_bio_X509(bio, certificate) == 1)
        var bytes: UnsafeMutablePointer<CChar>?
        let count = daybreak_bio_bytes(bio, &bytes)
        return Array(UnsafeRawBufferPointer(start: bytes, count: count))
    }
}
