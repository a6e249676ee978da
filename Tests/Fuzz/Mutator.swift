// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SeededRandom

/// Makes inputs out of good ones: pieces of two seeds, changed in a few places.
struct Mutator {
    let seeds: [[UInt8]]
    /// Words of the format.
    let tokens: [[UInt8]]

    /// Bytes of a piece of a seed.
    private static let window = 500
    /// Bytes of an input.
    private static let longest = 200_000

    func input(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes = piece(&random)
        if Int.random(in: 0..<4, using: &random) == 0 { bytes += piece(&random) }
        for _ in 0..<Int.random(in: 1...8, using: &random) { change(&bytes, &random) }
        return bytes.count > Self.longest ? Array(bytes.prefix(Self.longest)) : bytes
    }

    private func piece(_ random: inout SeededGenerator) -> [UInt8] {
        let seed = seeds.randomElement(using: &random) ?? []
        guard seed.count > Self.window else { return seed }
        // A start has what the format begins with.
        let start =
            Bool.random(using: &random) ? 0 : Int.random(in: 0...seed.count - Self.window, using: &random)
        return Array(seed[start..<start + Int.random(in: 1...Self.window, using: &random)])
    }

    private func change(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let range = place..<min(bytes.count, place + Int.random(in: 0...60, using: &random))
        switch Int.random(in: 0..<9, using: &random) {
        case 0: bytes.removeSubrange(range)
        case 1: bytes.insert(contentsOf: bytes[range], at: place)
        case 2: bytes.insert(contentsOf: repeated(Array(bytes[range]), &random), at: place)
        case 3: for index in range { bytes[index] = UInt8.random(in: 0...255, using: &random) }
        case 4: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random) }
        case 5: bytes.removeSubrange(place...)
        case 6: bytes.insert(contentsOf: Self.odd.randomElement(using: &random) ?? [], at: place)
        case 7: bytes.insert(contentsOf: token(&random), at: place)
        default: bytes.insert(contentsOf: repeated(token(&random), &random), at: place)
        }
    }

    private func token(_ random: inout SeededGenerator) -> [UInt8] {
        tokens.randomElement(using: &random) ?? []
    }

    /// Mostly a few times, now and then often enough to exhaust a stack.
    private func repeated(_ piece: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        let times =
            Int.random(in: 0..<1000, using: &random) == 0
            ? 5_000 : Int.random(in: 2...20, using: &random)
        return Array(repeatElement(piece, count: min(times, 100_000 / max(1, piece.count))).joined())
    }

    /// Bytes that readers of text trip over.
    private static let odd: [[UInt8]] = [
        [0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF],
        [0xFF, 0xFE],
        Array("\r\n".utf8), Array("\r".utf8), Array(MergeText.marker(0).utf8), Array("\u{202E}".utf8),
        Array("\u{2028}".utf8), Array("e\u{301}".utf8), Array("漢字".utf8), Array("👩‍👩‍👧".utf8), Array("&#0;".utf8),
        Array("&#xFDD0;".utf8), Array("99999999999999999999".utf8), Array("-1".utf8),
    ]
}
