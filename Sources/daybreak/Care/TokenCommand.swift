// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Newsroom

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "The keys that sign the links in readers' copies.",
        subcommands: [Rotate.self, Retire.self, List.self])

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate", abstract: "Sign with a new key from now on; links signed before stay good."
        )

        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            print("key \(try await newsroom.open().keys.rotateTokenKey()) signs from now on")
        }
    }

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retire",
            abstract: "Believe a key no longer: every link it signed stops working, unsubscribe links too.")

        @Argument(help: "Its number.") var key: Int
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            guard try await newsroom.open().keys.retireTokenKey(key) else {
                throw KeyFault.noSuchKey(key)
            }
            print("key \(key) is not believed any more")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the keys' numbers, the signing one first.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            for (index, number) in try await newsroom.open().keys.tokenKeyNumbers().enumerated() {
                try json.print(
                    JSONValue.tokenKey(number, signs: index == 0),
                    "\(number)\t\(index == 0 ? "signs" : "believed")")
            }
        }
    }
}
