// SPDX-License-Identifier: Apache-2.0
import COpenSSL

/// SHA-256 (FIPS 180-4): bytes go in piece by piece, 32 come out.
///
/// `@unchecked Sendable`: it cannot be copied, so whoever changes it has it alone, and libcrypto reads a context on many
/// threads at once.
public struct SHA256: ~Copyable, @unchecked Sendable {
    /// Bytes of a hash.
    public static let size = 32

    /// Looked up once, because libcrypto takes longer to find it than to hash an address.
    private nonisolated(unsafe) static let function = EVP_MD_fetch(nil, OSSL_DIGEST_NAME_SHA2_256, nil)

    private let context: OpaquePointer

    /// A hash of no bytes yet.
    public init() { self.init { EVP_DigestInit_ex2($0, Self.function, nil) } }

    /// A hash that goes on from the bytes that another one has taken.
    public init(continuing other: borrowing SHA256) {
        let former = other.context
        self.init { EVP_MD_CTX_copy_ex($0, former) }
    }

    private init(_ prepare: (OpaquePointer) -> Int32) {
        guard let context = EVP_MD_CTX_new(), prepare(context) == 1 else {
            preconditionFailure("libcrypto has no SHA-256, or no memory for it")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes more bytes.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        let isTaken = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        precondition(isTaken == 1, "libcrypto cannot hash")
    }

    /// The hash of all that was taken.
    public consuming func finish() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.size) { hash, count in
            precondition(EVP_DigestFinal_ex(context, hash.baseAddress, nil) == 1, "libcrypto cannot hash")
            count = Self.size
        }
    }

    /// The hash of some bytes.
    public static func hash(of bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes[...])
        return hash.finish()
    }
}
