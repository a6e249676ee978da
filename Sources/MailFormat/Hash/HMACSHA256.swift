// SPDX-License-Identifier: Apache-2.0
import COpenSSL

/// HMAC-SHA256 (RFC 2104) under one secret.
public final class HMACSHA256: Sendable {
    private let secret: [UInt8]
    /// Contexts that hold the key, because preparing it costs more than all the rest.
    private let contexts = ContextPool { EVP_MAC_CTX_free($0) }

    /// - Parameter secret: at least one byte.
    public init(_ secret: [UInt8]) { self.secret = secret }

    /// The 32 bytes that stand for a payload. Called on many threads.
    public func code(of payload: [UInt8]) -> [UInt8] {
        contexts.lend(orNew: keyed) { context in
            var code = [UInt8](repeating: 0, count: 32)
            var count = 0
            guard EVP_MAC_init(context, nil, 0, nil) == 1,
                EVP_MAC_update(context, payload, payload.count) == 1,
                EVP_MAC_final(context, &code, &count, code.count) == 1, count == code.count
            else { preconditionFailure("libcrypto has no memory for a HMAC") }
            return code
        }
    }

    private func keyed() -> OpaquePointer {
        let mac = EVP_MAC_fetch(nil, OSSL_MAC_NAME_HMAC, nil)
        defer { EVP_MAC_free(mac) }
        var digest = Array(OSSL_DIGEST_NAME_SHA2_256.utf8CString)
        let handle = digest.withUnsafeMutableBufferPointer { digest in
            let parameters = [
                OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.baseAddress, 0),
                OSSL_PARAM_construct_end(),
            ]
            let context = EVP_MAC_CTX_new(mac)
            return EVP_MAC_init(context, secret, secret.count, parameters) == 1 ? context : nil
        }
        guard let handle else { preconditionFailure("libcrypto has no HMAC-SHA256") }
        return handle
    }
}
