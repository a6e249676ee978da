// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import SeededRandom

/// Feeds a reader with inputs that nobody would write, and says when one breaks it.
///
///     fuzz READER [--count N] [--seed N] [--from N] [--note FILE] [--write FILE] [--bombs yes]
///
/// READER is html, feed, markdown, text, yaml, merge, segment or people. Input `i` depends on the seed and `i` alone, so `--from i
/// --count 1` runs it again and `--write` keeps it. Exits 1 at the first input that takes longer than `Bounds.seconds` or
/// whose result breaks a promise; a crash ends the process. `--note` keeps the number of the input at work in a file,
/// eight bytes, that outlives a crash. At the end one JSON object: inputs, seconds, slowest, peakMegabytes.
/// `--bombs yes` reads `Reader.bombs` first, within the same bounds; they have the numbers below zero.
@main
struct Fuzz {
    enum Bounds {
        /// Of the processor's time: the machine may be busy with others.
        static let seconds = 2.0
        static let megabytes = 256
    }

    static func main() {
        var arguments = CommandLine.arguments.dropFirst()
        guard let reader = arguments.popFirst().flatMap(Reader.init) else {
            fail("name a reader: \(Reader.allCases.map(\.rawValue).joined(separator: ", "))", 64)
        }
        var (count, seed, first) = (100_000, UInt64(1), 0)
        var (note, file): (String?, String?) = (nil, nil)
        var hasBombs = false
        while let name = arguments.popFirst() {
            guard let value = arguments.popFirst() else { fail("\(name) needs a value", 64) }
            switch name {
            case "--count": count = Int(value) ?? count
            case "--seed": seed = UInt64(value) ?? seed
            case "--from": first = Int(value) ?? first
            case "--note": note = value
            case "--write": file = value
            case "--bombs": hasBombs = value == "yes"
            default: fail("what is \(name)?", 64)
            }
        }
        let place = Place(note)
        for (index, bomb) in (hasBombs ? reader.bombs : []).enumerated() {
            place.set(-index - 1)
            _ = spent(on: bomb, -index - 1, reader)
            let megabytes = peakMegabytes()
            if megabytes > Bounds.megabytes {
                fail(
                    "\(reader.rawValue) bomb \(index + 1), \(bomb.count) bytes: \(megabytes) MB of memory", 1)
            }
        }
        run(reader, first..<first + count, seed, place, file)
    }

    private static func run(
        _ reader: Reader, _ numbers: Range<Int>, _ seed: UInt64, _ place: Place, _ file: String?
    ) {
        let mutator = Mutator(seeds: reader.seeds, tokens: reader.tokens)
        let start = seconds(CLOCK_MONOTONIC)
        var slowest = (seconds: 0.0, number: numbers.lowerBound)
        for number in numbers {
            place.set(number)
            var random = SeededGenerator(seed: seed &* 0x1000_0001 &+ UInt64(number))
            let input = mutator.input(&random)
            if let file { write(input, to: file) }
            let spent = spent(on: input, number, reader)
            if spent > slowest.seconds { slowest = (spent, number) }
        }
        let megabytes = peakMegabytes()
        print(
            """
            {"reader":"\(reader.rawValue)","inputs":\(numbers.count),"seconds":\(seconds(CLOCK_MONOTONIC) - start),\
            "slowest":\(slowest.seconds),"slowestInput":\(slowest.number),"peakMegabytes":\(megabytes)}
            """)
        if megabytes > Bounds.megabytes { fail("\(reader.rawValue): \(megabytes) MB of memory", 1) }
    }

    /// Seconds of the processor's time that reading an input takes; the process ends when they are too many.
    private static func spent(on input: [UInt8], _ number: Int, _ reader: Reader) -> Double {
        let before = seconds(CLOCK_PROCESS_CPUTIME_ID)
        if let broken = reader.broken(by: input) { fail("\(reader.rawValue) input \(number): \(broken)", 1) }
        let spent = seconds(CLOCK_PROCESS_CPUTIME_ID) - before
        if spent > Bounds.seconds {
            fail("\(reader.rawValue) input \(number), \(input.count) bytes: \(spent) s", 1)
        }
        return spent
    }

    private static func write(_ input: [UInt8], to file: String) {
        guard let stream = fopen(file, "w") else { fail("\(file) cannot be written", 74) }
        fwrite(input, 1, input.count, stream)
        fclose(stream)
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func peakMegabytes() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1024
    }

    private static func fail(_ why: String, _ code: Int32) -> Never {
        FileHandle.standardError.write(Data("fuzz: \(why)\n".utf8))
        exit(code)
    }
}

/// The number of the input at work, in a file that is mapped into memory.
struct Place {
    private let number: UnsafeMutablePointer<Int>?

    init(_ path: String?) {
        guard let path else {
            number = nil
            return
        }
        let file = open(path, O_RDWR | O_CREAT, 0o644)
        ftruncate(file, 8)
        let memory = mmap(nil, 8, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        number = memory == MAP_FAILED ? nil : memory?.assumingMemoryBound(to: Int.self)
        close(file)
    }

    func set(_ value: Int) { number?.pointee = value }
}
