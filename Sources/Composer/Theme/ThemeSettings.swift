// SPDX-License-Identifier: Apache-2.0

/// What a theme says of itself: `theme.yaml` in its directory.
public struct ThemeSettings: Hashable, Sendable {
    /// What it is, in a sentence.
    public var about = ""
    /// Where pictures stand by a story's treatment.
    var pictures: [Treatment: PicturePlace] = [.lead: .wide, .full: .wide, .excerpt: .side]
    /// The fonts that a publication begins with: `headline`, `text`, `label`.
    public var fonts: [String: String] = [:]

    /// Those of a theme that says nothing.
    public init() {}

    /// Reads `theme.yaml`.
    public init(yaml: String, named file: String) throws(YAMLMapping.Fault) {
        let root = try YAMLMapping(yaml: yaml, file: file)
        try root.allow(["about", "pictures", "fonts"])
        about = try root.optionalLine("about") ?? ""
        if let mapping = try root.optionalMapping("pictures") {
            try mapping.allow(Treatment.allCases.map(\.rawValue))
            for treatment in Treatment.allCases {
                if let place: PicturePlace = try mapping.optionalChoice(treatment.rawValue) {
                    pictures[treatment] = place
                }
            }
        }
        if let mapping = try root.optionalMapping("fonts") {
            try mapping.allow(["headline", "text", "label"])
            for key in mapping.keys { fonts[key] = try mapping.text(key) }
        }
    }
}
