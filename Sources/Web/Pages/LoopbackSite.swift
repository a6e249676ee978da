// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging

/// Pages for who sits at this machine: they are served on loopback alone.
struct LoopbackSite {
    private let application: Application<RouterResponder<BasicRequestContext>>
    private let port: Int

    /// - Parameters:
    ///   - port: on 127.0.0.1; 0 for any free one.
    ///   - onReady: told the address to open.
    init(
        _ router: Router<BasicRequestContext>, port: Int, logger: Logger,
        onReady: @escaping @Sendable (String) -> Void
    ) {
        self.port = port
        application = Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port), serverName: "daybreak"),
            onServerRunning: { channel in
                onReady("http://127.0.0.1:\(channel.localAddress?.port ?? port)/")
            }, logger: logger)
    }

    /// Serves until shut down.
    func run() async throws {
        try await ListenFault.naming("127.0.0.1:\(port)") { try await application.run() }
    }
}
