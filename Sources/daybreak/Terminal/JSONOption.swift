// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Newsroom

/// Whether a script reads the output.
struct JSONOption: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON: one object, or one a line for many things.")
    var isOn = false

    /// Prints a value as JSON, or text for people.
    func print(_ value: @autoclosure () -> some Encodable, _ text: @autoclosure () -> String) throws {
        Swift.print(isOn ? try JSONText.of(value()) : text())
    }
}
