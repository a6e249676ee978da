// SPDX-License-Identifier: Apache-2.0
import CurlTransport

extension WebFetch.Fault: ExplainedError {
    var sentence: String {
        switch self {
        case .notWeb(let url): "\(url) is no http or https address"
        case .refusedAddress(let url):
            "\(url) leads to an address inside a private network: if that is meant, name it in daybreak.yaml under “fetch”, “allow”"
        case .tooLarge(let url, let bytes): "\(url) is larger than \(bytes) bytes"
        case .status(let url, let code): "\(url) answers with status \(code)"
        case .failed(let url, let why): "\(url) cannot be read: \(why)"
        }
    }

    var kind: Sysexit {
        switch self {
        case .notWeb: .usage
        case .refusedAddress: .configuration
        case .tooLarge: .data
        case .status, .failed: .unavailable
        }
    }
}
