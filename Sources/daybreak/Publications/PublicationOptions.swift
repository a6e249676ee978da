// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Newsroom

/// Who a new publication is. What is missing is asked for on a terminal.
struct PublicationOptions: ParsableArguments {
    @Option(help: "What readers call it, like “Low Tide”.") var name: String?
    @Option(help: "The address its mail is from.") var sender: String?
    @Option(help: "The publisher's postal address, its lines with commas.") var address: String?
    @Option(help: "Its language, like uk or pt-BR; en if not given.") var language: String?
    @Option(help: "Whose clock dates its editions, like Europe/Kyiv; this machine's if not given.")
    var zone: String?
    @Option(help: "The theme it begins with: daily-caffeine, a front page; briefing, magazine or letter.")
    var theme: String?
    @Option(help: ArgumentHelp("A picture that stands for its name.", valueName: "file")) var logo: String?
    @Option(help: "The colour of its kickers and links, like #0a6b63.") var colour: String?

    /// Whether anything was said.
    var isEmpty: Bool {
        [name, sender, address, language, zone, theme, colour, logo].allSatisfy { $0 == nil }
    }

    /// The publication.
    /// - Parameter id: its name in commands; made of its name if nil.
    func publication(_ id: String?) throws -> NewPublication {
        let name = try answer(name, "name", "What is it called")
        let sender = try answer(sender, "sender", "Which address is its mail from")
        let address = try answer(address, "address", "The publisher's postal address, its lines with commas")
        var publication = try NewPublication(
            id: id, name: name, sender: sender, address: address, language: language ?? "en", zone: zone,
            theme: theme ?? NewPublication.usualTheme, colour: colour ?? NewPublication.usualColour)
        publication.logo = logo
        return publication
    }

    private func answer(_ given: String?, _ flag: String, _ question: String) throws -> String {
        if let given { return given }
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw ValidationError("A publication needs a --\(flag).")
        }
        print("\(question)? ", terminator: "")
        fflush(nil)
        let line = readLine()?.split(whereSeparator: \.isWhitespace).joined(separator: " ") ?? ""
        guard !line.isEmpty else { throw ValidationError("A publication needs a --\(flag).") }
        return line
    }
}
