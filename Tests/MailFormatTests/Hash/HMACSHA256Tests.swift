// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@Suite("A keyed hash")
struct HMACSHA256Tests {
    // RFC 4231 §4.2 to §4.8; of its fifth case the RFC gives 16 bytes.
    private static let cases: [(secret: [UInt8], payload: [UInt8], code: String)] = [
        (
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            [UInt8](1...25), [UInt8](repeating: 0xCD, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            [UInt8](repeating: 0x0C, count: 20), Array("Test With Truncation".utf8),
            "a3b6167473100ee06e0c796c2955552b"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test("is that of RFC 4231", arguments: cases)
    func known(secret: [UInt8], payload: [UInt8], code: String) {
        #expect(HMACSHA256(secret).code(of: payload).hexadecimal.hasPrefix(code))
    }

    @Test("is RFC 2104's, made of plain hashes, on many threads at once")
    func definition() async {
        let secret = [UInt8](0..<32)
        let (inner, outer) = (secret.map { $0 ^ 0x36 }, secret.map { $0 ^ 0x5C })
        let mac = HMACSHA256(secret)
        await withTaskGroup { group in
            for size in 0..<200 {
                group.addTask {
                    let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ size) }
                    let pads = ([UInt8](repeating: 0x36, count: 32), [UInt8](repeating: 0x5C, count: 32))
                    let code = SHA256.hash(of: outer + pads.1 + SHA256.hash(of: inner + pads.0 + payload))
                    return code == mac.code(of: payload)
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}
