// SPDX-License-Identifier: Apache-2.0

/// A mark for each delivery of a batch, as PostgreSQL keeps them: a bit each, the lowest of the first byte first.
struct Marks: Hashable, Sendable {
    private(set) var bytes: [UInt8]

    init(count: Int) { bytes = [UInt8](repeating: 0, count: (count + 7) / 8) }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    subscript(index: Int) -> Bool {
        get { index / 8 < bytes.count && bytes[index / 8] & 1 << (index % 8) != 0 }
        set {
            if newValue {
                bytes[index / 8] |= 1 << (index % 8)
            } else {
                bytes[index / 8] &= ~(1 << (index % 8))
            }
        }
    }
}
