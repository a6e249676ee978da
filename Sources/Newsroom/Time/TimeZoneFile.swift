// SPDX-License-Identifier: Apache-2.0

/// What a TZif file says (RFC 9636): when the clocks of a place were changed, and the rule by which they are
/// from then on.
struct TimeZoneFile: Hashable, Sendable {
    /// Seconds east of UTC, for each kind of time; the first holds before any change.
    private let offsets: [Int]
    /// When clocks change, seconds since 1970, in order.
    private let times: [Int64]
    /// The kind of time that each change brings.
    private let kinds: [UInt8]
    /// What holds from the last change on; nil when that is not said.
    private let rule: TimeZoneRule?

    /// Why a file is none of these.
    enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        case notTZif, cutShort, inconsistent, rule
        /// Its seconds are not those of POSIX, which all else here counts in.
        case leapSeconds

        var description: String {
            switch self {
            case .notTZif: "is no TZif file"
            case .cutShort: "is cut short"
            case .inconsistent: "contradicts itself"
            case .rule: "ends with a rule that is none"
            case .leapSeconds: "counts leap seconds"
            }
        }
    }

    /// UTC.
    static let utc = TimeZoneFile(offsets: [0], times: [], kinds: [], rule: nil)

    private init(offsets: [Int], times: [Int64], kinds: [UInt8], rule: TimeZoneRule?) {
        self.offsets = offsets
        self.times = times
        self.kinds = kinds
        self.rule = rule
    }

    /// Reads a file of any version.
    init(_ bytes: [UInt8]) throws(Fault) {
        var reader = Reader(bytes: bytes)
        let first = try reader.header()
        guard first.version > 1 else {
            self = try reader.body(first, wide: false)
            return
        }
        // What stands first is for readers who know times of 32 bits only, and may say nothing.
        try reader.skip(first.size(wide: false))
        let data = try reader.body(try reader.header(), wide: true)
        self = TimeZoneFile(
            offsets: data.offsets, times: data.times, kinds: data.kinds, rule: try reader.footer())
    }

    /// Seconds east of UTC.
    /// - Parameter seconds: since 1970.
    func offset(at seconds: Int64) -> Int {
        if seconds >= times.last ?? .min, let rule { return rule.offset(at: seconds) }
        let later = times.partitioningIndex { $0 > seconds }
        return later == 0 ? offsets[0] : offsets[Int(kinds[later - 1])]
    }

    /// The instants at which clocks show a time, in order: two when clocks go back over it, none when they
    /// skip it.
    func instants(of time: CivilTime) -> [Int64] {
        Set(offsets + (rule?.offsets ?? [])).map { time.seconds - Int64($0) }
            .filter { $0 + Int64(offset(at: $0)) == time.seconds }.sorted()
    }
}

extension TimeZoneFile {
    /// How many of each a block has (RFC 9636 §3.1).
    private struct Header {
        var version = 1
        var utcMarks = 0
        var standardMarks = 0
        var leaps = 0
        var times = 0
        var kinds = 0
        var letters = 0

        func size(wide: Bool) -> Int {
            let time = wide ? 8 : 4
            return times * (time + 1) + kinds * 6 + letters + leaps * (time + 4) + standardMarks + utcMarks
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        mutating func take(_ count: Int) throws(Fault) -> ArraySlice<UInt8> {
            guard count <= bytes.count - place else { throw .cutShort }
            defer { place += count }
            return bytes[place..<(place + count)]
        }

        mutating func skip(_ count: Int) throws(Fault) { _ = try take(count) }

        /// Big-endian, two's complement.
        mutating func integer(_ count: Int) throws(Fault) -> Int64 {
            let bits = try take(count).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return count == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
        }

        mutating func header() throws(Fault) -> Header {
            guard try take(4).elementsEqual("TZif".utf8) else { throw .notTZif }
            var header = Header()
            let version = try take(1).first ?? 0
            guard version == 0 || version >= UInt8(ascii: "2") else { throw .notTZif }
            header.version = version == 0 ? 1 : Int(version) - 0x30
            try skip(15)
            for field in [
                \Header.utcMarks, \.standardMarks, \.leaps, \.times, \.kinds, \.letters,
            ] {
                header[keyPath: field] = Int(UInt32(truncatingIfNeeded: try integer(4)))
            }
            return header
        }

        mutating func body(_ header: Header, wide: Bool) throws(Fault) -> TimeZoneFile {
            guard header.size(wide: wide) <= bytes.count - place else { throw .cutShort }
            guard header.leaps == 0 else { throw .leapSeconds }
            guard (1...256).contains(header.kinds), header.letters > 0,
                [0, header.kinds].contains(header.utcMarks), [0, header.kinds].contains(header.standardMarks)
            else { throw .inconsistent }
            var times: [Int64] = []
            for _ in 0..<header.times { times.append(try integer(wide ? 8 : 4)) }
            let kinds = Array(try take(header.times))
            var offsets: [Int] = []
            for _ in 0..<header.kinds {
                offsets.append(Int(try integer(4)))
                guard try take(1).allSatisfy({ $0 < 2 }), try take(1).allSatisfy({ $0 < header.letters })
                else { throw .inconsistent }
            }
            // Beyond a day and some hours an offset is none (§3.2).
            guard zip(times, times.dropFirst()).allSatisfy(<), kinds.allSatisfy({ $0 < header.kinds }),
                offsets.allSatisfy({ (-89_999...93_599).contains($0) })
            else { throw .inconsistent }
            try skip(header.letters + header.standardMarks + header.utcMarks)
            return TimeZoneFile(offsets: offsets, times: times, kinds: kinds, rule: nil)
        }

        /// The rule between two line ends; nothing stands for not known.
        mutating func footer() throws(Fault) -> TimeZoneRule? {
            guard try take(1).first == 0x0A else { throw .rule }
            guard let end = bytes[place...].firstIndex(of: 0x0A) else { throw .cutShort }
            if end == place { return nil }
            guard let rule = TimeZoneRule(bytes[place..<end]) else { throw .rule }
            return rule
        }
    }
}

extension Array {
    /// The first index whose element belongs to the second part; the array is in order of that.
    fileprivate func partitioningIndex(_ belongsToSecond: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongsToSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
