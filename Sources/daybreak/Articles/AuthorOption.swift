// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import Newsroom

/// Who changes something.
struct AuthorOption: ParsableArguments {
    @Option(
        name: .customLong("by"),
        help: ArgumentHelp("Who does it; the login name if not given.", valueName: "name"))
    var name: String?

    func validate() throws {
        if let name, name.allSatisfy(\.isWhitespace) || name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        {
            throw ValidationError("--by needs a name on one line.")
        }
    }

    var author: Author { name.map { Author($0) } ?? Author.loginName }
}
