// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Sender

/// What the time of a mailing means.
struct TimingOptions: ParsableArguments {
    @Flag(
        name: .customLong("readers-clocks"),
        help:
            "Each reader gets it when their own clocks show that time; a reader of no known zone has the clock that is named."
    )
    var readersClocks = false
    @Option(
        help: ArgumentHelp(
            "With --readers-clocks: what becomes of readers whose clocks have shown it: now, skip or next-day; now if not given.",
            valueName: "course"))
    var past: PastZones?
    @Flag(
        help: "Everybody has it by that time: it begins as long before as its relays took of late, and some.")
    var delivered = false

    func validate() throws {
        if past != nil && !readersClocks { throw ValidationError("--past needs --readers-clocks.") }
        if readersClocks && delivered { throw ValidationError("Say either --readers-clocks or --delivered.") }
    }

    var meaning: TimeMeaning {
        readersClocks ? .readersClocks(past: past ?? .now) : delivered ? .deliveredBy : .start
    }
}
