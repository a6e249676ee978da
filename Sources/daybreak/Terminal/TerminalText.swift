// SPDX-License-Identifier: Apache-2.0

/// Strangers' texts on a terminal.
enum TerminalText {
    /// With spaces for the control characters that could move the cursor or start a line.
    /// - Parameter tabs: whether they part columns, and stay.
    static func harmless(_ text: String, tabs: Bool = false) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isKept = scalar.properties.generalCategory != .control || (tabs && scalar == "\t")
            scalars.append(isKept ? scalar : " ")
        }
        return String(scalars)
    }
}
