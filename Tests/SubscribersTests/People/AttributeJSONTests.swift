// SPDX-License-Identifier: Apache-2.0
import SeededRandom
import Testing

@testable import Subscribers

@Suite("Attributes as JSON")
struct AttributeJSONTests {
    /// Members one by one, so that they can be compared.
    private func shown(_ members: [(name: String, value: AttributeValue)]?) -> [String]? {
        members?.map { "\($0.name.debugDescription): \($0.value)" }
    }

    @Test("are written without white space, in the order of their names' bytes, each once")
    func written() {
        #expect(AttributeJSON.text([] as [(name: String, value: AttributeValue)]) == "{}")
        #expect(
            AttributeJSON.text([
                ("z", .number(1.5)), ("é", .boolean(true)), ("a", .text("first")),
                ("b", .list(["x", "\"y\""])),
                ("none", .text("")), ("empty", .list([])), ("a", .text("last")),
            ]) == #"{"a":"last","b":["x","\"y\""],"z":1.5,"é":true}"#)
        #expect(
            AttributeJSON.text([("c", .text("\u{0}\u{1F}\t\r\n\\/\u{7F}"))])
                == #"{"c":"\u0000\u001f\t\r\n\\/\#u{7F}"}"#)
    }

    @Test(
        "are read as far as attributes go",
        arguments: [
            ("{}", []), (" { } ", []), (#"{"a":"b"}"#, [#""a": text("b")"#]),
            (#" { "a" : 1e2 , "b" : [ ] } "#, [#""a": number(100.0)"#, #""b": list([])"#]),
            (#"{"a":true,"b":false,"c":null}"#, [#""a": boolean(true)"#, #""b": boolean(false)"#]),
            (
                #"{"a":{"b":{"c":[1,{}]}},"d":[1,true,null,["x","y"],{"z":1},"w"]}"#,
                [#""d": list(["1", "yes", "x, y", "w"])"#]
            ),
            (#"{"\u0061\n":"\ud83e\uDD8A\"\\\/\b\f\r\t"}"#, [#""a\n": text("🦊\"\\/\u{08}\u{0C}\r\t")"#]),
            (#"{"a":1,"a":2}"#, [#""a": number(1.0)"#, #""a": number(2.0)"#]),
        ])
    func read(json: String, members: [String]) { #expect(shown(AttributeJSON.members(json)) == members) }

    @Test(
        "are nothing else",
        arguments: [
            "", " ", "{", "}", "[]", "null", "1", #""a""#, "{a:1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
            "{,}", "{\"a\":1}x",
            "{\"a\":1 2}", "{\"a\":[1,]}", "{\"a\":[1}", "{\"a\":\"b}", "{\"a\":tru}", "{\"a\":nan}",
            "{\"a\":1e999}",
            #"{"a":"\x"}"#, #"{"a":"\"#, #"{"a":"\u12"}"#, #"{"a":"\u+123"}"#, #"{"a":"\u-001"}"#,
            #"{"a":"\ud83e"}"#,
            #"{"a":"\udd8a"}"#, #"{"a":"\ud83e\u0041"}"#, #"{"a":"\ud83e\u12"#,
            "{\"a\":\(String(repeating: "[", count: 5000))",
            "{\"a\":\(String(repeating: "{\"a\":", count: 5000))",
        ])
    func garbage(json: String) { #expect(AttributeJSON.members(json) == nil) }

    @Test("are the same after they were written and read, whatever they hold")
    func roundTrip() {
        for seed in 1...3000 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            let names = Set((0..<4).map { _ in random.text(upTo: 4) })
            let members = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { name in
                (name: name, value: value(&random))
            }.filter { !$0.value.isEmpty }
            let text = AttributeJSON.text(members)
            #expect(shown(AttributeJSON.members(text)) == shown(members), "seed \(seed)")
        }
    }

    private func value(_ random: inout SeededGenerator) -> AttributeValue {
        switch Int.random(in: 0...3, using: &random) {
        case 0: .text(random.text(upTo: 8))
        case 1: .number(Double(Int.random(in: -1_000_000...1_000_000, using: &random)) / 64)
        case 2: .boolean(.random(using: &random))
        default: .list((0..<3).map { _ in random.text(upTo: 3) })
        }
    }

    @Test("damaged anywhere are read or refused, never a crash")
    func damage() {
        let whole = Array(#"{"a":"\ud83e\udd8a","b":[1,"x",{"c":null}],"d":-1.5e3,"é":true}"#.utf8)
        let bytes = Array("\"\\{}[]:,u0 ".utf8)
        for seed in 1...5000 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            var damaged = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<damaged.count, using: &random)
                damaged[place] = bytes.randomElement(using: &random) ?? 0
            }
            damaged.removeLast(Int.random(in: 0..<damaged.count, using: &random) / 4)
            guard let members = AttributeJSON.members(String(decoding: damaged, as: UTF8.self)) else {
                continue
            }
            let text = AttributeJSON.text(members)
            #expect(AttributeJSON.members(text).map { AttributeJSON.text($0) } == text, "seed \(seed)")
        }
    }
}
