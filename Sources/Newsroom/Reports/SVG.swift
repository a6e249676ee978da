// SPDX-License-Identifier: Apache-2.0

/// The pieces that pictures are written with.
enum SVG {
    /// A number with one digit behind the point.
    static func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

    /// Text between tags.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    /// A horizontal line.
    static func rule(_ y: Double, from left: Double, to right: Double) -> String {
        "<line class=\"rule\" x1=\"\(number(left))\" x2=\"\(number(right))\" y1=\"\(number(y))\" y2=\"\(number(y))\"/>"
    }
}
