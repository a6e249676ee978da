// SPDX-License-Identifier: Apache-2.0
internal import MailFormat
import Yams

/// A mapping of a YAML file that people edit: knows its file and lines, refuses keys nobody reads.
public struct YAMLMapping {
    /// What is wrong with a file, and where.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// The file's name.
        public let file: String
        /// Counted from 1.
        public let line: Int
        /// What is wrong: a clause about a key.
        public let what: String

        /// `daybreak.yaml line 3: …`
        public var description: String { "\(file) line \(line): \(what)" }
    }

    private let file: String
    private let mapping: Node.Mapping
    /// The values by their keys, because Yams looks through all of them.
    private let values: [String: Node]
    /// Where the mapping starts in the file.
    private let firstLine: Int
    /// Lines of the file before what Yams was given.
    private let offset: Int
    /// Dotted keys that lead here, each with a dot behind it.
    private let path: String

    /// Reads a file whose top is a mapping.
    /// - Parameter firstLine: the line of the file at which `yaml` starts, counted from 1.
    public init(yaml: String, file: String, firstLine: Int = 1) throws(Fault) {
        if let line = Self.excessiveAlias(in: yaml) {
            throw Fault(
                file: file, line: line + firstLine - 1,
                what: "has more than \(Self.mostAliases) parts named with “*”: write them out")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: yaml)
        } catch {
            throw Self.malformed(error, file: file, firstLine: firstLine)
        }
        guard let mapping = (node ?? Node([(Node, Node)]())).mapping else {
            throw Fault(file: file, line: firstLine, what: "is not a list of “key: value” lines")
        }
        self.init(file: file, mapping: mapping, firstLine: firstLine, offset: firstLine - 1, path: "")
    }

    private init(file: String, mapping: Node.Mapping, firstLine: Int, offset: Int, path: String) {
        self.file = file
        self.mapping = mapping
        values = Dictionary(
            mapping.map { ($0.0.string ?? "", $0.1) }, uniquingKeysWith: { first, _ in first })
        self.firstLine = firstLine
        self.offset = offset
        self.path = path
    }

    /// How often a file may name a part of itself: parts that name others several times grow beyond any memory.
    private static let mostAliases = 20

    /// The line, counted from 1, of the first alias (YAML 1.2 §7.1) beyond those that are read; nil when there is none. A star that is
    /// Markdown's has a word behind its own, or another star.
    private static func excessiveAlias(in yaml: String) -> Int? {
        let breaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]
        let scalars = Array(yaml.unicodeScalars)
        var (line, found) = (1, 0)
        for (index, scalar) in scalars.enumerated() {
            if scalar == "\n" { line += 1 }
            guard scalar == "*" else { continue }
            let before = index == 0 ? "\n" : scalars[index - 1]
            guard " \t[{,:".unicodeScalars.contains(before) || breaks.contains(before) else { continue }
            let name = scalars[(index + 1)...].prefix {
                !" \t,[]{}*".unicodeScalars.contains($0) && !breaks.contains($0)
            }
            let next = scalars[name.endIndex...].first { $0 != " " && $0 != "\t" } ?? "\n"
            guard !name.isEmpty, ",]}:#".unicodeScalars.contains(next) || breaks.contains(next) else {
                continue
            }
            found += 1
            if found > mostAliases { return line }
        }
        return nil
    }

    private static func malformed(_ error: any Error, file: String, firstLine: Int) -> Fault {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            Fault(
                file: file, line: mark.line + firstLine - 1,
                what: "is not YAML (\(problem)): put a text that holds “: ” or starts with a mark in quotes")
        case .reader(let problem, _, _, _):
            Fault(file: file, line: firstLine, what: "is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            Fault(
                file: file, line: context.mark.line + firstLine - 1,
                what: "names \(keys.map { "“\($0)”" }.joined(separator: ", ")) twice")
        default: Fault(file: file, line: firstLine, what: "is not YAML")
        }
    }

    /// Refuses every key but these, naming the nearest.
    /// - Parameter foreign: other programs' keys, which are passed over.
    public func allow(_ known: [String], ignoring foreign: Set<String> = []) throws(Fault) {
        for (node, _) in mapping {
            let key = node.string ?? ""
            guard !known.contains(key), !foreign.contains(key) else { continue }
            let hint = nearest(to: key, among: known).map { "did you mean “\($0)”?" }
            let all = "known are \(known.joined(separator: ", "))"
            throw Fault(
                file: file, line: line(of: node), what: "has an unknown key “\(path)\(key)”: \(hint ?? all)")
        }
    }

    /// A fault about a key, at its line.
    public func fault(_ key: String, _ what: String) -> Fault {
        Fault(file: file, line: values[key].map(line) ?? firstLine, what: "“\(path)\(key)” \(what)")
    }

    /// A text that must be there and not be empty.
    public func text(_ key: String) throws(Fault) -> String {
        guard let text = try optionalText(key), !text.isEmpty else { throw fault(key, "is missing") }
        return text
    }

    /// A text; nil when the key is missing or has no value. Noncharacters, which YAML can write as escapes, are dropped: they
    /// mark merge slots. Controls, and scalars that turn the direction of text, are refused.
    public func optionalText(_ key: String) throws(Fault) -> String? {
        guard let node = value(key) else { return nil }
        guard let text = node.string else { throw fault(key, "must be a text") }
        return try checked(text, key)
    }

    /// A text of one line, like a title: where YAML has it in several, there are spaces between them.
    public func optionalLine(_ key: String) throws(Fault) -> String? {
        try optionalText(key).map(LineText.cleaned)
    }

    private func checked(_ text: String, _ key: String) throws(Fault) -> String {
        let text = text.withoutMarks
        if let what = LineText.faultOfLines(text) { throw fault(key, what) }
        return text
    }

    /// One of the names of a type.
    public func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String
    ) throws(Fault) -> Choice? {
        guard let word = try optionalText(key) else { return nil }
        guard let choice = Choice(rawValue: word) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw fault(key, "is “\(word)”: known are \(known)")
        }
        return choice
    }

    /// A whole number within bounds.
    public func optionalInteger(_ key: String, in range: ClosedRange<Int>) throws(Fault) -> Int? {
        guard let node = value(key) else { return nil }
        guard let number = node.int, range.contains(number) else {
            throw fault(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A number in a range.
    public func optionalNumber(_ key: String, in range: ClosedRange<Double>) throws(Fault) -> Double? {
        guard let node = value(key) else { return nil }
        guard let number = node.float, range.contains(number) else {
            throw fault(key, "must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A share like `2.5%`, as a number from 0 to 1.
    public func optionalShare(_ key: String) throws(Fault) -> Double? {
        guard let text = try optionalText(key) else { return nil }
        guard let share = Double(share: text) else { throw fault(key, "must be a share like 5% or 0.3%") }
        return share
    }

    /// A length of time: a number and one of `s m h d`.
    public func optionalDuration(_ key: String) throws(Fault) -> Duration? {
        guard let text = try optionalText(key) else { return nil }
        guard let duration = Duration(written: text) else {
            throw fault(key, "must be a length of time like 30s, 5m, 4h or 2d")
        }
        return duration
    }

    /// `true` or `false`.
    public func optionalTruth(_ key: String) throws(Fault) -> Bool? {
        guard let text = try optionalText(key) else { return nil }
        guard let truth = ["true": true, "yes": true, "false": false, "no": false][text] else {
            throw fault(key, "must be true or false")
        }
        return truth
    }

    /// A list of texts; empty when the key is missing.
    public func texts(_ key: String) throws(Fault) -> [String] { try optionalTexts(key) ?? [] }

    /// A list of texts; nil when the key is missing.
    public func optionalTexts(_ key: String) throws(Fault) -> [String]? {
        guard let node = value(key) else { return nil }
        guard let items = node.sequence else { throw fault(key, "must be a list of texts") }
        var texts: [String] = []
        for item in items {
            guard let text = item.string else { throw fault(key, "must be a list of texts") }
            texts.append(try checked(text, key))
        }
        return texts
    }

    /// The keys, in the order of the file.
    var keys: [String] { mapping.map { $0.0.string ?? "" } }

    /// Names, however they are given: as a text, a list of texts, a person with a `name`, or a list of persons.
    func names(_ key: String) throws(Fault) -> [String] {
        guard let node = value(key) else { return [] }
        var names: [String] = []
        for item in node.sequence.map(Array.init) ?? [node] {
            if let text = item.string ?? item.mapping?["name"]?.string {
                names.append(try checked(text, key))
            }
        }
        return names
    }

    /// Whether a key has one word or line.
    public func isText(_ key: String) -> Bool { value(key)?.scalar != nil }

    /// Whether a key has “key: value” lines of its own.
    public func isMapping(_ key: String) -> Bool { value(key)?.mapping != nil }

    /// A mapping; nil when the key is missing.
    public func optionalMapping(_ key: String) throws(Fault) -> YAMLMapping? {
        guard let node = value(key) else { return nil }
        guard let mapping = node.mapping else { throw fault(key, "must be a list of “key: value” lines") }
        return child(mapping, at: node, key)
    }

    /// A list of mappings; empty when the key is missing.
    public func mappings(_ key: String) throws(Fault) -> [YAMLMapping] {
        guard let node = value(key) else { return [] }
        var result: [YAMLMapping] = []
        for item in node.sequence ?? [] {
            guard let mapping = item.mapping else { throw fault(key, "must be a list of “key: value” lines") }
            result.append(child(mapping, at: item, key))
        }
        if node.sequence == nil { throw fault(key, "must be a list") }
        return result
    }

    /// A mapping, or a list of mappings; empty when the key is missing.
    public func oneOrMore(_ key: String) throws(Fault) -> [YAMLMapping] {
        if value(key)?.mapping != nil, let one = try optionalMapping(key) { return [one] }
        return try mappings(key)
    }

    private func value(_ key: String) -> Node? {
        guard let node = values[key], node.null == nil else { return nil }
        return node
    }

    private func child(_ mapping: Node.Mapping, at node: Node, _ key: String) -> YAMLMapping {
        YAMLMapping(
            file: file, mapping: mapping, firstLine: line(of: node), offset: offset, path: "\(path)\(key).")
    }

    private func line(of node: Node) -> Int { (node.mark?.line ?? 1) + offset }
}
