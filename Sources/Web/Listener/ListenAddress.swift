// SPDX-License-Identifier: Apache-2.0

/// Where a server listens.
public enum ListenAddress: Hashable, Sendable, CustomStringConvertible {
    case host(String, port: Int)
    /// A socket that another process made and listens on.
    case descriptor(Int32)

    /// The socket that systemd hands over (sd_listen_fds(3)); nil when it hands none to this process.
    /// - Parameters:
    ///   - environment: of this process.
    ///   - process: its number.
    public static func passed(_ environment: [String: String], process: Int) -> ListenAddress? {
        guard environment["LISTEN_PID"] == "\(process)",
            let count = environment["LISTEN_FDS"].flatMap(Int.init), count >= 1
        else { return nil }
        return .descriptor(firstPassed)
    }

    /// `SD_LISTEN_FDS_START`
    private static let firstPassed: Int32 = 3

    /// The place as messages name it.
    public var description: String {
        switch self {
        case .host(let host, let port): "\(host):\(port)"
        case .descriptor(let number): "the socket that is descriptor \(number)"
        }
    }
}
