// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@Suite("A hash")
struct SHA256Tests {
    // NIST's examples for FIPS 180-4: one block, two blocks, and its vectors for no bytes, one, and a million.
    private static let examples: [(bytes: [UInt8], hash: String)] = [
        (
            Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        ),
        (
            Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ([0xBD], "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"),
        (
            [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test("is that of FIPS 180-4", arguments: examples)
    func known(bytes: [UInt8], hash: String) { #expect(SHA256.hash(of: bytes).hexadecimal == hash) }

    @Test("is the same in whatever pieces the bytes come", arguments: [1, 7, 55, 56, 63, 64, 65, 1000])
    func pieces(size: Int) {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var hash = SHA256()
        for start in stride(from: 0, to: bytes.count, by: size) {
            hash.update(bytes[start..<min(start + size, bytes.count)])
        }
        #expect(hash.finish() == SHA256.hash(of: bytes))
    }

    @Test("goes on from a beginning that several have, on many threads at once")
    func continuing() async {
        /// A hash cannot be captured, what has one can.
        final class Beginning: Sendable {
            let hash: SHA256
            init(_ bytes: [UInt8]) {
                var hash = SHA256()
                hash.update(bytes[...])
                self.hash = hash
            }
        }
        let common = [UInt8](repeating: 0x2A, count: 100)
        let beginning = Beginning(common)
        await withTaskGroup { group in
            for end in UInt8(0)..<200 {
                group.addTask {
                    var hash = SHA256(continuing: beginning.hash)
                    hash.update([end])
                    return hash.finish() == SHA256.hash(of: common + [end])
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}
