/// Strangers' texts on a terminal.
enum TerminalText {
    /// With spaces for the control characters that could move the cursor or start a line.
    static func harmless(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            scalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return String(scalars)
    }
}
