// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Newsroom

/// The editor that `$VISUAL` or `$EDITOR` names, run on the terminal.
///
/// It is started without Foundation, whose `Process` puts what it starts into a process group of its own: an editor that
/// reads the terminal would be stopped there for good.
struct Editor {
    private let command: String

    /// - Parameter advice: what to do when none is set.
    init(advice: String) throws {
        let environment = ProcessInfo.processInfo.environment
        guard let command = environment["VISUAL"] ?? environment["EDITOR"], !command.isEmpty else {
            throw CommandFault.noEditor(instead: advice)
        }
        self.command = command
    }

    /// Opens a file and waits until the editor ends; through the shell, because people set `EDITOR="code --wait"`.
    func open(_ path: String) throws {
        let words = ["sh", "-c", "\(command) \"$1\"", "sh", path]
        let arguments = words.map { strdup($0) } + [nil]
        let variables = ProcessInfo.processInfo.environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        // The editor handles ^C; this process must not end by it.
        let handlers = [SIGINT, SIGQUIT].map { ($0, signal($0, SIG_IGN)) }
        defer { for (number, handler) in handlers { signal(number, handler) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var own = sigset_t()
        sigemptyset(&own)
        for (number, _) in handlers { sigaddset(&own, number) }
        posix_spawnattr_setsigdefault(&attributes, &own)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var child: pid_t = 0
        guard posix_spawn(&child, "/bin/sh", nil, &attributes, arguments, variables) == 0 else {
            throw CommandFault.editorUnstarted(command, errno)
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) == -1 && errno == EINTR {}
        guard status == 0 else {
            throw CommandFault.editorFailed(command, status >> 8 & 0xFF)
        }
    }
}
