// SPDX-License-Identifier: Apache-2.0
public import Newsroom
import Sandbox

extension SandboxServer.Fault: ExplainedError {
    var sentence: String {
        switch self {
        case .notLoopback(let host):
            "the sandbox accepts anything from anyone, so it listens on 127.0.0.1 or ::1 only, not on \(host)"
        case .cannotListen(let host, let port, let why):
            "the sandbox cannot listen on \(host):\(port) (\(why)): name another --port"
        case .cannotKeep(let why): "the sandbox cannot keep messages: \(why)"
        }
    }

    var kind: Sysexit { .unavailable }
}
