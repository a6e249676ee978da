// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Glibc
import Sender
import Synchronization

/// ^C and SIGTERM during a run: the first stops it gently, the second at once.
final class Interruption {
    private let count: Counter
    private let sources: [any DispatchSourceSignal]

    private final class Counter: Sendable {
        let signals = Mutex(0)
    }

    init(_ loop: SendLoop) {
        let count = Counter()
        self.count = count
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let isFirst = count.signals.withLock { signals in
                    signals += 1
                    return signals == 1
                }
                if isFirst { loop.stop() } else { loop.abandon() }
            }
            source.resume()
            return source
        }
    }

    deinit { for source in sources { source.cancel() } }

    /// Whether there was one.
    var happened: Bool { count.signals.withLock { $0 > 0 } }
}
