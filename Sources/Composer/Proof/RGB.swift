// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Colours and how well they can be told apart (WCAG 2.2, §1.4.3 and its definitions).
struct RGB: Hashable {
    let red: Double
    let green: Double
    let blue: Double

    /// `#abc`, `#aabbcc`, `rgb(1, 2, 3)`, `hsl(20 60% 40%)` or a name of CSS; nil for what has no colour of its own.
    /// - Parameter ground: what is seen through one that is not opaque.
    init?(_ text: String, over ground: RGB? = nil) {
        let text = text.trimming(\.isWhitespace).lowercased()
        if let value = NamedColours.all[text] {
            self.init(value)
        } else if text.hasPrefix("#"), let value = UInt32(text.dropFirst(), radix: 16) {
            let digits = text.utf8.count - 1
            // Short ones have each digit once; the last of four or eight is how opaque it is.
            let isShort = digits == 3 || digits == 4
            guard isShort || digits == 6 || digits == 8 else { return nil }
            let size: UInt32 = isShort ? 4 : 8
            let colour = digits == 4 || digits == 8 ? value >> size : value
            let opaque = digits == 4 || digits == 8 ? value & (isShort ? 15 : 255) : (isShort ? 15 : 255)
            let whole =
                isShort
                ? (colour >> 8 & 15) * 0x11_0000 + (colour >> 4 & 15) * 0x1100 + (colour & 15) * 0x11 : colour
            self = RGB(whole).seen(Double(opaque) / (isShort ? 15 : 255), over: ground)
        } else if let open = text.firstIndex(of: "("), text.hasSuffix(")") {
            let parts = text[text.index(after: open)...].dropLast().split { ", /".contains($0) }.map(
                String.init)
            let alpha = parts.count == 4 ? Self.share(parts[3]) : 1
            guard [3, 4].contains(parts.count), let alpha else { return nil }
            switch text[..<open] {
            case "rgb", "rgba":
                let values = parts.prefix(3).compactMap { part in
                    part.hasSuffix("%") ? Self.share(part) : Double(part).map { $0 / 255 }
                }
                guard values.count == 3, values.allSatisfy({ (0...1).contains($0) }) else { return nil }
                self = RGB(values).seen(alpha, over: ground)
            case "hsl", "hsla":
                guard let hue = Double(parts[0].hasSuffix("deg") ? String(parts[0].dropLast(3)) : parts[0]),
                    let saturation = Self.share(parts[1]), let lightness = Self.share(parts[2])
                else { return nil }
                self = RGB(hue: hue, saturation, lightness).seen(alpha, over: ground)
            default: return nil
            }
        } else {
            return nil
        }
    }

    /// `40%` or `0.4`.
    private static func share(_ text: String) -> Double? {
        let value = text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
        return value.map { min(1, max(0, $0)) }
    }

    /// CSS Color 4 §7.1.
    private init(hue: Double, _ saturation: Double, _ lightness: Double) {
        let values = [0.0, 8, 4].map { offset in
            let place = (offset + hue / 30).truncatingRemainder(dividingBy: 12)
            let turn = place < 0 ? place + 12 : place
            let reach = saturation * min(lightness, 1 - lightness)
            return lightness - reach * max(-1, min(turn - 3, 9 - turn, 1))
        }
        self.init(values)
    }

    private init(_ values: [Double]) { (red, green, blue) = (values[0], values[1], values[2]) }

    private func seen(_ alpha: Double, over ground: RGB?) -> RGB {
        alpha >= 1 ? self : (ground ?? RGB(0xFF_FFFF)).mixed(with: self, alpha)
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
