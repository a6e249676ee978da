// SPDX-License-Identifier: Apache-2.0

extension Brand {
    /// Why a colour cannot be a publication's accent.
    public enum AccentFault: Error, Hashable, Sendable {
        /// It is not written like #0a6b63.
        case notAColour
        /// Text in it is hard to read on paper: its contrast, where WCAG 2.2 §1.4.3 wants 4.5.
        case pale(contrast: Double)
    }

    /// The contrast that text needs (WCAG 2.2 §1.4.3).
    private static let readable = 4.5

    /// A colour for kickers and links, with the one for the dark: the same hue, as much lighter as it takes.
    public static func accent(_ text: String) throws(AccentFault) -> Colour {
        try accent(text, on: paperByDefault)
    }

    static func accent(_ text: String, on ground: Colour) throws(AccentFault) -> Colour {
        guard text.utf8.count == 7, text.hasPrefix("#"), let light = RGB(text),
            let white = RGB("#ffffff"), let paper = RGB(ground.light),
            let dark = RGB(ground.dark)
        else { throw .notAColour }
        let contrast = light.contrast(with: paper)
        guard contrast >= readable else { throw .pale(contrast: contrast) }
        // Some more than readable, because themes set small type in it.
        let steps = stride(from: 0.0, through: 1, by: 0.05).lazy.map { light.mixed(with: white, $0) }
        let lighter = steps.first { $0.contrast(with: dark) >= 6 } ?? white
        return Colour(light: text.lowercased(), dark: lighter.hex)
    }
}
