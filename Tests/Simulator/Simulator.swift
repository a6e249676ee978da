// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

@testable import Newsroom

/// Plays a newsroom in virtual time, as a seed decides, and holds it to its promises.
///
///     simulator --seeds FROM..TO [--days 14]
///     simulator --seed 4711 [--days 14] [--start 2026-10-20] [--tell yes]
///     simulator --seed 4711 --tale yes --tell yes
///
/// The same seed, days and start tell the same story, byte for byte; `--tell` prints it. `--tale` has the same things befall every
/// seed, over the weeks in which the clocks go back on both sides of the Atlantic. `--sabotage` makes one of the faults of
/// `Plan.Sabotage`, which must be found. Exits 1 at the first seed whose story breaks an invariant, with the line that plays it
/// again. At the end one JSON object: seeds, hours, seconds and what happened.
@main
struct Simulator {
    static func main() async {
        requireSameHashes()
        let options = Options(CommandLine.arguments.dropFirst())
        let place = URL(
            fileURLWithPath: FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : "/tmp",
            isDirectory: true
        ).appending(path: "simulator-\(getpid())")
        defer { try? FileManager.default.removeItem(at: place) }
        do {
            let template = try await Template.make(in: place)
            let begun = Date()
            var counts: [String: Int] = [:]
            for seed in options.seeds {
                let failure = await Play(seed, options, template).run(into: &counts)
                guard let failure else { continue }
                print(failure)
                try? FileManager.default.removeItem(at: place)
                exit(1)
            }
            print(options.summary(counts, seconds: Date().timeIntervalSince(begun)))
        } catch {
            try? FileManager.default.removeItem(at: place)
            fail("\(error)", 70)
        }
    }

    /// Swift orders sets by where they lie in memory, unless it is told not to before a process begins.
    private static func requireSameHashes() {
        guard getenv("SWIFT_DETERMINISTIC_HASHING") == nil else { return }
        setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
        var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        execv("/proc/self/exe", &arguments)
        fail("cannot start anew", 71)
    }

    static func fail(_ message: String, _ code: Int32) -> Never {
        FileHandle.standardError.write(Data("simulator: \(message)\n".utf8))
        exit(code)
    }
}

/// What was asked for.
struct Options {
    var seeds: ClosedRange<UInt64> = 1...1
    var days = 14
    var start: String?
    var isTold = false
    var isTale = false
    var sabotage: Plan.Sabotage?

    init(_ arguments: ArraySlice<String>) {
        var rest = arguments
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { Simulator.fail("\(name) needs a value", 64) }
            let numbers = value.split(separator: ".").compactMap { UInt64($0) }
            switch name {
            case "--seed" where numbers.count == 1: seeds = numbers[0]...numbers[0]
            case "--seeds" where numbers.count == 2 && numbers[0] <= numbers[1]:
                seeds = numbers[0]...numbers[1]
            case "--days" where numbers.count == 1: days = Int(numbers[0])
            case "--start": start = value
            case "--sabotage" where Plan.Sabotage(rawValue: value) != nil:
                sabotage = Plan.Sabotage(rawValue: value)
            case "--tale": isTale = value == "yes"
            case "--tell": isTold = value == "yes"
            default: Simulator.fail("what is \(name) \(value)?", 64)
            }
        }
    }

    /// The command that plays a seed again.
    func command(_ seed: UInt64) -> String {
        "simulator --seed \(seed) --days \(days)" + (start.map { " --start \($0)" } ?? "")
            + (isTale ? " --tale yes" : "") + (sabotage.map { " --sabotage \($0.rawValue)" } ?? "")
    }

    func summary(_ counts: [String: Int], seconds: Double) -> String {
        let hours = Double(seeds.count * (days + 3) * 24)
        let sums = counts.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(
            separator: ",")
        return String(
            format: "{\"seeds\":%d,\"days\":%d,\"hours\":%.0f,\"seconds\":%.1f,\"hoursPerSecond\":%.0f,%@}",
            seeds.count, days, hours, seconds, hours / seconds, sums)
    }
}
