// SPDX-License-Identifier: Apache-2.0
import COpenSSL

/// A private key that signs mail (RFC 6376 §3.3, RFC 8463). May be used on many threads.
///
/// `@unchecked Sendable`: the key is never changed after it was made, and libcrypto's functions that read one may run at the
/// same time.
public final class DKIMKey: @unchecked Sendable {
    /// How it signs, as `a=` calls it.
    public enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case rsa = "rsa-sha256"
        case ed25519 = "ed25519-sha256"

        /// As `k=` of a DNS record calls it (RFC 6376 §3.6.1, RFC 8463 §4).
        public var keyType: String { self == .rsa ? "rsa" : "ed25519" }
    }

    /// Why something is no key to sign with.
    public enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// It is not a private key in PEM, or encrypted.
        case unreadable
        /// Neither RSA nor Ed25519.
        case unknownKind
        /// An RSA key of so many bits.
        case weak(bits: Int)
        /// libcrypto could not do it.
        case failed(String)

        /// One clause.
        public var description: String {
            switch self {
            case .unreadable: "is no private key in PEM without a password"
            case .unknownKind: "is neither an RSA nor an Ed25519 key"
            case .weak(let bits):
                "has \(bits) bits: receivers refuse RSA keys below \(DKIMKey.fewestBits), take 2048"
            case .failed(let what): "cannot be used: libcrypto cannot \(what)"
            }
        }
    }

    /// RFC 8301 §3.2: verifiers must not accept less.
    public static let fewestBits = 1024

    /// How it signs.
    public let algorithm: Algorithm
    private let key: OpaquePointer
    /// Contexts that sign with the key.
    private let contexts = ContextPool { EVP_PKEY_CTX_free($0) }

    private init(owning key: OpaquePointer) throws(Fault) {
        self.key = key
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA: algorithm = .rsa
        case EVP_PKEY_ED25519: algorithm = .ed25519
        default: throw .unknownKind
        }
        let bits = Int(EVP_PKEY_get_bits(key))
        if algorithm == .rsa, bits < Self.fewestBits { throw .weak(bits: bits) }
    }

    deinit { EVP_PKEY_free(key) }

    /// Reads a private key in PEM: PKCS#8, or PKCS#1 for RSA.
    public convenience init(pem: [UInt8]) throws(Fault) {
        let bio = pem.withUnsafeBytes { BIO_new_mem_buf($0.baseAddress, Int32(clamping: $0.count)) }
        defer { BIO_free(bio) }
        guard let key = withExtendedLifetime(pem, { daybreak_read_private_key(bio) }) else {
            throw .unreadable
        }
        try self.init(owning: key)
    }

    /// A new key.
    /// - Parameter bits: of an RSA key; 2048 is what fits into DNS and is thought safe.
    public static func generate(_ algorithm: Algorithm, bits: Int = 2048) throws(Fault) -> DKIMKey {
        let made = algorithm == .rsa ? daybreak_rsa_key(bits) : daybreak_ed25519_key()
        guard let made else { throw .failed("make it") }
        return try DKIMKey(owning: made)
    }

    /// The private key in PEM (PKCS#8).
    public func pem() throws(Fault) -> String {
        guard let bio = BIO_new(BIO_s_mem()) else { throw .failed("write it") }
        defer { BIO_free(bio) }
        guard PEM_write_bio_PKCS8PrivateKey(bio, key, nil, nil, 0, nil, nil) == 1 else {
            throw .failed("write it")
        }
        var bytes: UnsafeMutablePointer<CChar>?
        let count = daybreak_bio_bytes(bio, &bytes)
        return String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// `p=` of its DNS record.
    public func publicText() throws(Fault) -> String { Base64.text(of: try publicKey()) }

    /// What `p=` of its DNS record says before it is Base64: an RSA key as SubjectPublicKeyInfo (RFC 6376 §3.6.1 and its
    /// erratum 3017), an Ed25519 key as its 32 bytes (RFC 8463 §4.2).
    func publicKey() throws(Fault) -> [UInt8] {
        if algorithm == .ed25519 {
            var bytes = [UInt8](repeating: 0, count: 32)
            var count = bytes.count
            guard EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1 else {
                throw .failed("tell its public half")
            }
            return bytes
        }
        let count = i2d_PUBKEY(key, nil)
        guard count > 0 else { throw .failed("tell its public half") }
        var bytes = [UInt8](repeating: 0, count: Int(count))
        bytes.withUnsafeMutableBufferPointer { buffer in
            var end = buffer.baseAddress
            _ = i2d_PUBKEY(key, &end)
        }
        return bytes
    }

    /// The signature of what hashes to `digest` (SHA-256): RSASSA-PKCS1-v1_5 (RFC 8017 §8.2), or PureEd25519 of the digest
    /// itself (RFC 8463 §3).
    func signature(of digest: [UInt8]) throws(Fault) -> [UInt8] {
        algorithm == .rsa ? try rsaSignature(of: digest) : try ed25519Signature(of: digest)
    }

    private func rsaSignature(of digest: [UInt8]) throws(Fault) -> [UInt8] {
        try contexts.lend(orNew: rsaContext) { context throws(Fault) in
            var signature = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(key)))
            var count = signature.count
            guard EVP_PKEY_sign(context, &signature, &count, digest, digest.count) == 1 else {
                throw .failed("sign")
            }
            return Array(signature[..<count])
        }
    }

    private func rsaContext() throws(Fault) -> OpaquePointer {
        let context = EVP_PKEY_CTX_new_from_pkey(nil, key, nil)
        guard let context, EVP_PKEY_sign_init(context) == 1,
            EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1,
            EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1
        else {
            EVP_PKEY_CTX_free(context)
            throw .failed("sign")
        }
        return context
    }

    private func ed25519Signature(of digest: [UInt8]) throws(Fault) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw .failed("sign") }
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: 64)
        var count = signature.count
        guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            EVP_DigestSign(context, &signature, &count, digest, digest.count) == 1
        else { throw .failed("sign") }
        return Array(signature[..<count])
    }
}
