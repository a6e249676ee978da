// SPDX-License-Identifier: Apache-2.0
import Logging

/// The log of a simulated process, as a part of the story. What a dead process says nobody hears.
struct ToldLog: LogHandler {
    let process: String
    let hear: @Sendable (Logger.Level, String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { hear(event.level, "\(event.message)") }
}
