// SPDX-License-Identifier: Apache-2.0

/// Writes quoted-printable (RFC 2045 §6.7): lines of at most 76 characters, CRLF between them.
///
/// A dot, or the F of a mail folder's `From `, never starts a line unescaped, so what it writes needs no
/// dot-stuffing and survives mbox files.
struct QuotedPrintableWriter {
    private(set) var bytes: [UInt8] = []
    /// Characters on the line being written.
    private var column = 0
    /// White space seen but not written: at a line's end it must be escaped.
    private var pendingBlank: UInt8?
    /// The last byte of the text: a CRLF may come in two pieces.
    private var previous: UInt8 = 0

    /// The longest line, its soft break's `=` included.
    private static let limit = 76

    /// Writes text; any of CRLF, LF and CR is a line break.
    mutating func write(_ text: some Sequence<UInt8>) {
        for byte in text {
            switch byte {
            case 0x0D: hardBreak()
            case 0x0A: if previous != 0x0D { hardBreak() }
            case 0x20, 0x09:
                flushBlank()
                pendingBlank = byte
            default:
                flushBlank()
                put(byte)
            }
            previous = byte
        }
    }

    /// Ends the line here without a line break in the text, so that what follows starts at column 0.
    mutating func softBreak() {
        flushBlank()
        guard column > 0 else { return }
        breakLine(soft: true)
    }

    /// Ends the text, with a line break unless it ended with one.
    mutating func finish() {
        if column > 0 || pendingBlank != nil { hardBreak() }
    }

    private mutating func hardBreak() {
        if let blank = pendingBlank {
            pendingBlank = nil
            escape(blank)
        }
        breakLine(soft: false)
    }

    private mutating func breakLine(soft: Bool) {
        if soft { bytes.append(UInt8(ascii: "=")) }
        bytes.append(0x0D)
        bytes.append(0x0A)
        column = 0
    }

    private mutating func flushBlank() {
        guard let blank = pendingBlank else { return }
        pendingBlank = nil
        room(for: 1)
        bytes.append(blank)
        column += 1
    }

    private mutating func put(_ byte: UInt8) {
        let opensLine = column == 0 || column == Self.limit - 1
        let mustEscape = byte < 0x20 || byte > 0x7E || byte == UInt8(ascii: "=")
        if mustEscape || (opensLine && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F"))) {
            escape(byte)
        } else {
            room(for: 1)
            bytes.append(byte)
            column += 1
        }
    }

    private mutating func escape(_ byte: UInt8) {
        room(for: 3)
        bytes.appendHex(byte, mark: UInt8(ascii: "="))
        column += 3
    }

    /// Breaks the line softly when `count` more characters would leave no room for a soft break.
    private mutating func room(for count: Int) {
        if column + count > Self.limit - 1 { breakLine(soft: true) }
    }
}
