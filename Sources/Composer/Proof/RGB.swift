// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Colours and how well they can be told apart (WCAG 2.2, §1.4.3 and its definitions).
struct RGB: Hashable {
    let red: Double
    let green: Double
    let blue: Double

    private static let named: [String: UInt32] = [
        "white": 0xFF_FFFF, "black": 0x00_0000, "red": 0xFF_0000, "green": 0x00_8000, "blue": 0x00_00FF,
        "gray": 0x80_8080, "grey": 0x80_8080, "silver": 0xC0_C0C0, "navy": 0x00_0080, "maroon": 0x80_0000,
    ]

    /// `#abc`, `#aabbcc`, `rgb(1, 2, 3)` or one of the plain names; nil for what has no colour of its own.
    init?(_ text: String) {
        let text = text.trimming(\.isWhitespace)
        if let value = Self.named[text] {
            self.init(value)
        } else if text.hasPrefix("#"), let value = UInt32(text.dropFirst(), radix: 16), text.utf8.count == 7 {
            self.init(value)
        } else if text.hasPrefix("#"), let value = UInt32(text.dropFirst(), radix: 16), text.utf8.count == 4 {
            self.init((value >> 8 & 15) * 0x11_0000 + (value >> 4 & 15) * 0x1100 + (value & 15) * 0x11)
        } else if text.hasPrefix("rgb(") {
            let parts = text.dropFirst(4).prefix { $0 != ")" }.split { ", ".contains($0) }.compactMap {
                UInt32($0)
            }
            guard parts.count == 3, parts.allSatisfy({ $0 < 256 }) else { return nil }
            self.init(parts[0] << 16 + parts[1] << 8 + parts[2])
        } else {
            return nil
        }
    }

    private init(_ value: UInt32) {
        red = Double(value >> 16 & 255) / 255
        green = Double(value >> 8 & 255) / 255
        blue = Double(value & 255) / 255
    }

    /// `#0a6b63`
    var hex: String {
        "#"
            + [red, green, blue].map { part in
                let digits = String(Int((part * 255).rounded()), radix: 16)
                return digits.count == 1 ? "0\(digits)" : digits
            }.joined()
    }

    /// A colour on the way to another.
    /// - Parameter share: 0 for this one, 1 for the other.
    func mixed(with other: RGB, _ share: Double) -> RGB {
        func part(_ one: Double, _ two: Double) -> UInt32 {
            UInt32(((one + (two - one) * share) * 255).rounded())
        }
        return RGB(part(red, other.red) << 16 + part(green, other.green) << 8 + part(blue, other.blue))
    }

    private var luminance: Double {
        let linear = [red, green, blue].map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    /// 1 for the same colour, 21 for black on white.
    func contrast(with other: RGB) -> Double {
        let (one, two) = (luminance, other.luminance)
        return (max(one, two) + 0.05) / (min(one, two) + 0.05)
    }
}
