import Crypto
import MailFormat
import Testing

@Suite("A keyed hash")
struct HMACSHA256Tests {
    @Test("is swift-crypto's HMAC-SHA256, on many threads at once")
    func peer() async {
        let secret = [UInt8](0..<32)
        let mac = HMACSHA256(secret)
        await withTaskGroup { group in
            for size in 0..<200 {
                group.addTask {
                    let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ size) }
                    let peer = HMAC<SHA256>.authenticationCode(
                        for: payload, using: SymmetricKey(data: secret))
                    return Array(peer) == mac.code(of: payload)
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}
