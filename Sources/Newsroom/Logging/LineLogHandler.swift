// SPDX-License-Identifier: Apache-2.0
public import Logging

/// Writes what is logged line by line, and nobody's e-mail address with it.
public struct LineLogHandler: LogHandler {
    /// The least that is worth a line.
    public var logLevel: Logger.Level = .info
    /// The fields of every line.
    public var metadata: Logger.Metadata = [:]
    /// The source of more such fields.
    public var metadataProvider: Logger.MetadataProvider?
    private let format: LogFormat
    private let clock: @Sendable () -> Int64
    private let write: @Sendable ([UInt8]) -> Void

    /// A handler that gives each line to a function in one piece.
    /// - Parameters:
    ///   - clock: gives milliseconds since 1970.
    ///   - write: takes the line's bytes with its end, on any thread.
    public init(
        _ format: LogFormat, clock: @escaping @Sendable () -> Int64 = { WallClock.system.now },
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.format = format
        self.clock = clock
        self.write = write
    }

    /// A field of every line.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// See `LogHandler`.
    public func log(event: LogEvent) {
        var fields = metadata
        if let more = metadataProvider?.get() { fields.merge(more) { $1 } }
        if let more = event.metadata { fields.merge(more) { $1 } }
        if let error = event.error { fields["error"] = "\(error)" }
        let line = LogLine(
            time: clock(), level: event.level, message: "\(event.message)", fields: fields)
        write(line.bytes(as: format))
    }
}
