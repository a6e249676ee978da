// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// The words of a schedule's text, read one after the other.
struct ScheduleWords {
    struct Word: Hashable {
        /// As it was written.
        let text: String
        /// In lower case, as the words of the language are compared.
        let lower: String
        /// Its first character, from 1.
        let column: Int
    }

    private var words: ArraySlice<Word>
    /// The column behind the last word.
    private let end: Int

    /// Commas are words of their own, except within a rule of RFC 5545.
    init(_ text: String) {
        var words: [Word] = []
        var word = ""
        var start = 1
        func close() {
            if !word.isEmpty { words.append(Word(text: word, lower: word.lowercased(), column: start)) }
            word = ""
        }
        var column = 0
        for character in text {
            column += 1
            if character.isWhitespace {
                close()
            } else if character == ",", !word.contains("=") {
                close()
                words.append(Word(text: ",", lower: ",", column: column))
            } else {
                if word.isEmpty { start = column }
                word.append(character)
            }
        }
        close()
        self.words = words[...]
        end = column + 1
    }

    /// The next word; nil at the end.
    var next: Word? { words.first }

    /// The word after the next one.
    var second: Word? { words.dropFirst().first }

    mutating func take() -> Word? { words.popFirst() }

    /// Takes the next word if it is one of these.
    mutating func take(_ known: String...) -> Bool {
        guard let next, known.contains(next.lower) else { return false }
        words.removeFirst()
        return true
    }

    /// The fault of the next word, or of the end.
    func fault(_ message: String) -> ScheduleFault {
        ScheduleFault(column: next?.column ?? end, message: message)
    }

    /// Takes the next word as a value.
    /// - Parameter wanted: what it should have been.
    mutating func value<Value>(
        _ wanted: String, _ read: (Word) throws(ScheduleFault) -> Value?
    ) throws(ScheduleFault) -> Value {
        guard let next else { throw fault("here it ends, and \(wanted) is missing") }
        guard let value = try read(next) else { throw fault("“\(next.text)” is not \(wanted)") }
        words.removeFirst()
        return value
    }

    /// Whether another item of a list follows: behind a comma, “and”, or both, which are taken.
    mutating func takeSeparator() -> Bool {
        let isComma = take(",")
        return take("and") || isComma
    }

    /// Takes a list of one item or more.
    mutating func list<Value>(
        _ wanted: String, _ read: (Word) throws(ScheduleFault) -> Value?
    ) throws(ScheduleFault) -> [Value] {
        var values = [try value(wanted, read)]
        while takeSeparator() { values.append(try value(wanted, read)) }
        return values
    }
}
