// SPDX-License-Identifier: Apache-2.0

/// The page that frames an edition while it is made: the files in `Templates/Preview`. It sets everything it gets as text;
/// the edition's own HTML stands in a frame that runs nothing.
enum PreviewPage {
    /// Paths, content types and contents.
    static let files = [
        ("/", "text/html; charset=utf-8", text(PackageResources.preview_html)),
        ("/preview.css", "text/css; charset=utf-8", text(PackageResources.preview_css)),
        ("/preview.js", "text/javascript; charset=utf-8", text(PackageResources.preview_js)),
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
