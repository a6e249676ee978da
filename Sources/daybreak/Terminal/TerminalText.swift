// SPDX-License-Identifier: Apache-2.0

/// Strangers' texts on a terminal.
enum TerminalText {
    /// With spaces for the characters that could move the cursor, start a line, or turn the direction of what follows.
    /// - Parameter tabs: whether they part columns, and stay.
    static func harmless(_ text: String, tabs: Bool = false) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isTurning =
                (0x2028...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            let isKept =
                scalar.properties.generalCategory != .control && !isTurning || (tabs && scalar == "\t")
            scalars.append(isKept ? scalar : " ")
        }
        return String(scalars)
    }
}
