// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Newsroom

/// Which newsroom.
struct NewsroomOption: ParsableArguments {
    @Option(name: .customLong("newsroom"), help: ArgumentHelp("The newsroom's directory.", valueName: "dir"))
    var path: String?

    var directory: URL {
        let path = path ?? ProcessInfo.processInfo.environment["DAYBREAK_NEWSROOM"] ?? "."
        return URL(fileURLWithPath: path, isDirectory: true)
    }

    func open() throws -> Newsroom { try Newsroom(at: directory, reader: .child, asksDNS: true) }
}
