import CurlTransport

extension WebFetch.Fault {
    /// How a script should take it.
    var kind: NewsroomError.Kind {
        switch self {
        case .notWeb: .usage
        case .refusedAddress: .configuration
        case .tooLarge: .data
        case .status, .failed: .unavailable
        }
    }
}
