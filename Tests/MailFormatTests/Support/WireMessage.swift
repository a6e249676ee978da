// SPDX-License-Identifier: Apache-2.0

/// A message or a part of one, read strictly from its bytes.
struct WireMessage {
    /// Fields in order, values unfolded and without the space behind the colon.
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    init(_ bytes: some Collection<UInt8>) throws {
        let lines = try wireLines(bytes)
        guard let end = lines.firstIndex(of: []) else { throw WireFault("no empty line behind the header") }
        var fields: [(name: String, value: String)] = []
        for line in lines[..<end] {
            let text = String(decoding: line, as: UTF8.self)
            // RFC 6532 §3.2, for the reader's own address alone.
            let isAddress = line.starts(with: "To: <".utf8)
            guard line.allSatisfy({ (0x20...0x7E).contains($0) || isAddress && $0 >= 0x80 }) else {
                throw WireFault("not ASCII: \(text)")
            }
            if line[0] == 0x20 {
                guard !fields.isEmpty, text.contains(where: { $0 != " " }) else {
                    throw WireFault("fold of nothing")
                }
                fields[fields.count - 1].value += text
            } else {
                let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, !parts[0].isEmpty, !parts[0].contains(" ")
                else { throw WireFault("no header field: \(text)") }
                fields.append((String(parts[0]), String(parts[1])))
            }
        }
        self.fields = fields.map {
            ($0.name, $0.value.hasPrefix(" ") ? String($0.value.dropFirst()) : $0.value)
        }
        body = Array(lines[(end + 1)...].joined(separator: [0x0D, 0x0A]))
    }

    /// The value of a field that stands once.
    func value(_ name: String) throws -> String {
        let found = fields.filter { $0.name == name }
        guard found.count == 1 else { throw WireFault("\(name) stands \(found.count) times") }
        return found[0].value
    }

    /// The parts of a multipart body (RFC 2046 §5.1.1): nothing before the first, nothing behind the last.
    func parts() throws -> [WireMessage] {
        let quoted = try value("Content-Type").split(separator: "boundary=\"")
        guard quoted.count == 2, quoted[1].hasSuffix("\"") else { throw WireFault("no boundary") }
        let delimiter = Array("--\(quoted[1].dropLast())".utf8)
        let lines = try wireLines(body)
        var parts: [[[UInt8]]] = []
        var isClosed = false
        for (number, line) in lines.enumerated() {
            if line == delimiter, !isClosed {
                parts.append([])
            } else if line == delimiter + Array("--".utf8), !isClosed {
                isClosed = true
            } else if isClosed {
                guard line.isEmpty, number == lines.count - 1 else {
                    throw WireFault("text behind the last part")
                }
            } else {
                guard !parts.isEmpty else { throw WireFault("text before the first part") }
                parts[parts.count - 1].append(line)
            }
        }
        guard isClosed else { throw WireFault("the last part is not closed") }
        return try parts.map { try WireMessage(Array($0.joined(separator: [0x0D, 0x0A]))) }
    }

    /// The body out of its quoted-printable.
    func text() throws -> String {
        guard try value("Content-Transfer-Encoding") == "quoted-printable" else {
            throw WireFault("encoding")
        }
        return String(decoding: try decodeQuotedPrintable(body), as: UTF8.self)
    }
}
