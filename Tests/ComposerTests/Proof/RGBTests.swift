// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Composer

@Suite("A colour of CSS")
struct RGBTests {
    @Test(
        "is read in every way that mail writes it",
        arguments: [
            ("#abc", "#aabbcc"), ("#1F1813", "#1f1813"), ("rebeccapurple", "#663399"), ("White", "#ffffff"),
            ("rgb(10, 107, 99)", "#0a6b63"), ("rgb(10 107 99 / 100%)", "#0a6b63"),
            ("rgba(0,0,0,.5)", "#808080"),
            ("#00000080", "#7f7f7f"), ("hsl(120, 100%, 25%)", "#008000"),
            ("hsl(-120deg 100% 50%)", "#0000ff"),
            ("hsla(0, 0%, 0%, 0)", "#ffffff"),
        ])
    func read(text: String, hex: String) { #expect(RGB(text)?.hex == hex) }

    @Test(
        "is none where CSS has none",
        arguments: ["", "#12", "#gggggg", "rgb(1,2)", "hsl(a,b,c)", "currentcolor", "url(x)"])
    func none(text: String) { #expect(RGB(text) == nil) }
}
