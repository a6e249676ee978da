// SPDX-License-Identifier: Apache-2.0

/// Metrics in Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
struct MetricText {
    /// What a metric is.
    enum Kind: String {
        case counter, gauge
    }

    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(64 * 1024) }

    /// Writes a metric with all of its samples. Without a sample it is left out.
    /// - Parameters:
    ///   - name: `daybreak_…`; of a counter it ends in `_total`.
    ///   - help: one clause.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        guard !samples.isEmpty else { return }
        bytes += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n".utf8
        for sample in samples {
            bytes += name.utf8
            append(sample.labels)
            bytes.append(UInt8(ascii: " "))
            append(sample.value)
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// Writes a metric that has one sample.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double?) {
        add(name, kind, help, value.map { [Sample($0)] } ?? [])
    }

    /// A value and what it is of.
    struct Sample {
        let labels: KeyValuePairs<String, String>
        let value: Double

        init(_ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
            self.value = value
            self.labels = labels
        }

        init(_ value: some BinaryInteger, _ labels: KeyValuePairs<String, String> = [:]) {
            self.init(Double(value), labels)
        }
    }

    private mutating func append(_ labels: KeyValuePairs<String, String>) {
        var opening = UInt8(ascii: "{")
        for (name, value) in labels {
            bytes.append(opening)
            opening = UInt8(ascii: ",")
            bytes += name.utf8
            bytes += "=\"".utf8
            for byte in value.utf8 { append(escaped: byte) }
            bytes.append(UInt8(ascii: "\""))
        }
        if !labels.isEmpty { bytes.append(UInt8(ascii: "}")) }
    }

    private mutating func append(escaped byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): bytes += [UInt8(ascii: "\\"), byte]
        case UInt8(ascii: "\n"): bytes += "\\n".utf8
        default: bytes.append(byte)
        }
    }

    private mutating func append(_ value: Double) {
        if let whole = Int64(exactly: value) {
            bytes += String(whole).utf8
        } else {
            bytes += value.description.utf8
        }
    }
}
