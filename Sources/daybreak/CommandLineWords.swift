// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer

/// The words after the program's name, as people type them.
struct CommandLineWords {
    private(set) var words: [String]

    init(_ words: [String]) { self.words = words }

    private static let newsroom = "--newsroom"

    /// Puts `--newsroom DIR` behind the command where it stands before it, as with other programs' options for all commands.
    mutating func putNewsroomLast() {
        var moved: [String] = []
        while let first = words.first, first == Self.newsroom || first.hasPrefix("\(Self.newsroom)=") {
            let count = first == Self.newsroom ? min(2, words.count) : 1
            moved += words.prefix(count)
            words.removeFirst(count)
        }
        let end = words.firstIndex(of: "--") ?? words.endIndex
        words.insert(contentsOf: moved, at: end)
    }

    /// What is wrong with the command that they name, in one line; nil when there is such a command.
    func fault(below root: any ParsableCommand.Type) -> CommandFault? {
        var commands = root.configuration.subcommands
        var path: [String] = []
        for word in words {
            guard !commands.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            let settings = commands.map { $0.configuration }
            guard let place = settings.firstIndex(where: { $0.commandName == word }) else {
                let names = settings.filter { $0.shouldDisplay }.compactMap { $0.commandName }
                return .noSuchCommand(path + [word], nearest: nearest(to: word, among: names), known: names)
            }
            path.append(word)
            commands = settings[place].subcommands
        }
        return nil
    }
}
