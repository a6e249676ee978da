// SPDX-License-Identifier: Apache-2.0

/// Reads CSV (RFC 4180) from bytes as they come, in constant memory: quoted fields with line breaks and doubled
/// quotes, any mix of CRLF, LF and CR, a UTF-8 byte order mark. Fields may be parted by another sign than a comma.
///
/// A quote inside an unquoted field stands for itself. A faulty record is given with its fault, and reading goes
/// on behind it.
public struct CSVReader {
    /// Bytes of a field that are kept.
    public static let longestField = 65_536

    private enum Place {
        case fieldStart, unquoted, quoted, afterQuote
    }

    private let read: () throws -> [UInt8]?
    private let delimiter: UInt8
    private var chunk: [UInt8] = []
    private var position = 0
    private var line = 1
    private var lastWasCR = false
    private var isAtStart = true
    /// The record of the last call of `next`.
    public private(set) var record = CSVRecord()

    /// - Parameters:
    ///   - delimiter: what stands between fields.
    ///   - read: gives the next bytes; nil at the end.
    public init(delimiter: UInt8 = UInt8(ascii: ","), _ read: @escaping () throws -> [UInt8]?) {
        self.delimiter = delimiter
        self.read = read
    }

    /// What stands between the fields of a file: the commonest of `,` `;` tab and `|` in its first line that is
    /// not empty, outside quotes.
    public static func delimiter(of start: some Sequence<UInt8>) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")]
        var counts = [Int](repeating: 0, count: candidates.count)
        var isQuoted = false
        var isBlank = true
        for byte in start {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 0x0A || byte == 0x0D {
                if isBlank { continue }
                break
            }
            isBlank = false
            if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        let most = counts.max() ?? 0
        return candidates[counts.firstIndex(of: most) ?? 0]
    }

    /// Reads the next record into `record`; false at the end of the file.
    public mutating func next() throws -> Bool {
        record.bytes.removeAll(keepingCapacity: true)
        record.ends.removeAll(keepingCapacity: true)
        record.fault = nil
        var place = Place.fieldStart
        var fieldStart = 0
        var isEmpty = true
        while let byte = try nextByte() {
            if lastWasCR {
                lastWasCR = false
                if byte == 0x0A {
                    if case .quoted = place { keep(byte, since: fieldStart) }
                    continue
                }
            }
            if isEmpty { record.line = line }
            isEmpty = false
            if byte == 0x0A || byte == 0x0D {
                line += 1
                lastWasCR = byte == 0x0D
                if case .quoted = place {
                    keep(byte, since: fieldStart)
                    continue
                }
                record.ends.append(record.bytes.count)
                return true
            }
            switch (place, byte) {
            case (.fieldStart, UInt8(ascii: "\"")): place = .quoted
            case (.quoted, UInt8(ascii: "\"")): place = .afterQuote
            case (.afterQuote, UInt8(ascii: "\"")):
                keep(byte, since: fieldStart)
                place = .quoted
            case (.fieldStart, delimiter), (.unquoted, delimiter), (.afterQuote, delimiter):
                record.ends.append(record.bytes.count)
                fieldStart = record.bytes.count
                place = .fieldStart
            case (.afterQuote, _):
                // The rest is read as if nothing had been quoted, so that further quotes do not swallow whole records.
                note(.strayQuote)
                keep(byte, since: fieldStart)
                place = .unquoted
            default:
                keep(byte, since: fieldStart)
                if place == .fieldStart { place = .unquoted }
            }
        }
        guard !isEmpty else { return false }
        if case .quoted = place { note(.unclosedQuote) }
        record.ends.append(record.bytes.count)
        return true
    }

    private mutating func keep(_ byte: UInt8, since fieldStart: Int) {
        if byte == 0 { note(.nul) }
        if record.bytes.count - fieldStart < Self.longestField {
            record.bytes.append(byte)
        } else {
            note(.fieldTooLong)
        }
    }

    private mutating func note(_ fault: CSVRecord.Fault) {
        if record.fault == nil { record.fault = fault }
    }

    private mutating func nextByte() throws -> UInt8? {
        while position == chunk.count {
            guard let more = try isAtStart ? start() : read() else { return nil }
            chunk = more
            position = 0
        }
        defer { position += 1 }
        return chunk[position]
    }

    /// The first bytes, without the byte order mark.
    private mutating func start() throws -> [UInt8]? {
        isAtStart = false
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var bytes: [UInt8] = []
        while bytes.count < mark.count, let more = try read() { bytes += more }
        return bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    }
}
