// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Composer

@Suite("What mail programs drop")
struct ClientFactTests {
    @Test("every line of the table is a fact")
    func readable() {
        #expect(ClientFact.all.count == ClientFact.lines.count && ClientFact.all.count > 200)
    }

    @Test("a line says who fails, and since when that is known")
    func fact() throws {
        let fact = try #require(
            ClientFact("nn.. n.... a. ... ... ... ... ... ... ....- 2024-02 display:flex"))
        #expect(fact.feature == .value(property: "display", "flex") && fact.page == "css-display-flex")
        #expect(fact.fails == [.gmailWeb, .gmailIOS, .outlookWindows] && fact.partly == .appleMacOS)
        #expect(fact.fails.names == ["Gmail (web)", "Gmail (iOS)", "Outlook (Windows)"])
        #expect(fact.tested == "2024-02")
    }

    @Test("each feature of the table is found in a page that uses it, and in an empty one is none")
    func found() {
        func used(in html: String) -> UsedFeatures {
            let page = HTMLDocument(html).root
            return UsedFeatures(page, StyleSheet(page.styleText))
        }
        let empty = used(in: "<!doctype html><body><p style=\"color:#123456\">x</p></body>")
        for fact in ClientFact.all {
            let page = Self.page(using: fact.feature)
            #expect(
                used(in: page).contains(fact.feature), "\(fact.feature) in \(page)")
            #expect(!empty.contains(fact.feature), "\(fact.feature)")
        }
    }

    private static func page(using feature: ClientFact.Feature) -> String {
        func sheet(_ css: String) -> String {
            "<!doctype html><head><style>\(css)</style></head><body><p>x</p></body>"
        }
        func styled(_ css: String) -> String { "<!doctype html><body><p style=\"\(css)\">x</p></body>" }
        switch feature {
        case .element(let name):
            guard let bracket = name.firstIndex(of: "[") else {
                return "<!doctype html><body><\(name)></\(name)></body>"
            }
            let attribute = name[bracket...].dropFirst().dropLast().replacing("^=", with: "=")
                .replacing("=#", with: "=\"#x\"").replacing("=mailto:", with: "=mailto:a@b.test")
            return "<!doctype html><body><\(name[..<bracket]) \(attribute)></body>"
        case .attribute(let name): return "<!doctype html><body><p \(name)=x>x</p></body>"
        case .property("--*"): return styled("--brand:1")
        case .property(let name): return styled("\(name):1")
        case .value("*", "!important"): return styled("color:red !important")
        case .value("*", "/*"): return styled("/* x */color:red")
        case .value(let property, let value):
            let kinds = [
                "<negative>": "-2px", "<number>": "600", "<url>": "url(x.png)", "<named-color>": "navy",
            ]
            return styled("\(property == "*" ? "width" : property):\(kinds[value] ?? value)")
        case .unit(let name): return styled("margin:0 1.5\(name)")
        case .atRule(let rule):
            let condition =
                rule.hasPrefix("media(") ? " screen and (min-\(rule.dropFirst(6).dropLast()):1)" : " x"
            return sheet("@\(rule.prefix { $0 != "(" })\(condition) { p { color: red } }")
        case .function(let name): return styled("width: \(name)(1)")
        case .pseudo(let name): return sheet("p\(name)(a) { color: red }")
        case .selector("[]"): return sheet("p[title=x] { color: red }")
        case .selector(".a.b"): return sheet("p.one.two { color: red }")
        case .selector(let kind): return sheet("p \(kind) a { color: red }")
        case .image(let kind):
            let source = kind == "data" ? "data:image/png;base64,AA" : "https://example.com/a.\(kind)?b#c"
            return "<!doctype html><body><img src=\"\(source)\"></body>"
        }
    }
}
