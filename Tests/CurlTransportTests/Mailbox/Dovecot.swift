// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A real Dovecot of the test's own, on loopback: any user has the password `secret` and a Maildir.
final class Dovecot {
    let directory: URL
    /// IMAP with STARTTLS, IMAPS, POP3 with STLS, POP3S.
    private(set) var ports: [Int] = []

    struct Failed: Error {
        let command: [String]
    }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "dovecot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Self.allow(directory)
        try makeCertificates()
        // Below the ports that the system gives to clients; somebody may have one of them already.
        for attempt in 1... {
            let first = Int.random(in: 4_000..<5_000) * 4
            ports = Array(first..<first + 4)
            do {
                try start()
                return
            } catch {
                guard attempt < 5 else { throw error }
            }
        }
    }

    deinit {
        try? kill()
        try? FileManager.default.removeItem(at: directory)
    }

    var authorities: String { path("ca.pem") }

    /// Its URLs, one for each way in.
    var urls: [String] {
        zip(["imap", "imaps", "pop3", "pop3s"], ports).map { "\($0)://localhost:\($1)" }
    }

    func start() throws {
        try configuration.write(toFile: path("dovecot.conf"), atomically: true, encoding: .utf8)
        try Self.run("/usr/sbin/dovecot", "-c", path("dovecot.conf"))
    }

    /// Ends the server in the middle of what it does. It would not hear a gentler signal: threads of a test have signals
    /// blocked, and what they start has them blocked as well.
    func kill() throws {
        let pidFile = path("run/master.pid")
        let text = try String(contentsOfFile: pidFile, encoding: .utf8)
        guard let master = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)) else { return }
        let processes = [master] + Self.processes().filter { $0.parent == master }.map(\.number)
        for process in processes { Glibc.kill(process, SIGKILL) }
        while Self.processes().contains(where: { processes.contains($0.number) && !$0.isDead }) {
            usleep(10_000)
        }
        try FileManager.default.removeItem(atPath: pidFile)
    }

    private static func processes() -> [(number: Int32, parent: Int32, isDead: Bool)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { name in
            guard let number = Int32(name),
                let stat = FileManager.default.contents(atPath: "/proc/\(name)/stat")
            else { return nil }
            // `7 (a name) S 1 …` (proc_pid_stat(5)).
            let words = String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(
                separator: " ")
            guard let words, words.count > 1, let parent = Int32(words[1]) else { return nil }
            return (number, parent, words[0] == "Z")
        }
    }

    // MARK: Mail

    /// Lays a message into a user's mailbox. What is laid there first is read first.
    /// - Parameter folder: its name in a Maildir: `.Old`; empty for the inbox.
    func deliver(_ text: String, to user: String, in folder: String = "") throws {
        let maildir = mailbox(user).appending(path: folder)
        for folder in [mailbox(user), maildir] + ["new", "cur", "tmp"].map({ maildir.appending(path: $0) }) {
            guard !FileManager.default.fileExists(atPath: folder.path) else { continue }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Self.allow(folder)
        }
        delivered += 1
        let name = "\(1_700_000_000 + delivered).M\(delivered)P1.test"
        try text.write(
            to: maildir.appending(path: "new/\(name)"), atomically: false, encoding: .utf8)
    }

    private var delivered = 0

    /// How many messages a user has, and how many of these are seen.
    func counts(of user: String) -> (all: Int, seen: Int) {
        let names = ["new", "cur"].flatMap { folder in
            let path = mailbox(user).appending(path: folder).path
            return (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        }
        return (names.count, names.count { $0.split(separator: ",").last?.contains("S") ?? false })
    }

    private func mailbox(_ user: String) -> URL { directory.appending(path: "mail/\(user)") }

    // MARK: Setting up

    private func path(_ name: String) -> String { directory.appending(path: name).path }

    /// Lets the user that Dovecot runs as write there.
    private static func allow(_ folder: URL) throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.path)
    }

    private func makeCertificates() throws {
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"]
        try Self.run(
            "/usr/bin/openssl",
            ["req", "-x509", "-subj", "/CN=Test authority"] + key
                + ["-keyout", path("ca.key"), "-out", path("ca.pem")])
        try Self.run(
            "/usr/bin/openssl",
            ["req", "-x509", "-subj", "/CN=localhost"] + key + [
                "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext",
                "basicConstraints=critical,CA:FALSE", "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
                "-keyout", path("server.key"), "-out", path("server.pem"),
            ])
    }

    private static func run(_ program: String, _ arguments: String...) throws { try run(program, arguments) }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", closing, program] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(command: [program] + arguments) }
    }

    /// Runs a program without the descriptors that it would inherit. A daemon outlives the command that
    /// starts it: whoever waits for the end of what they inherited would wait for it.
    private static let closing = #"""
        for descriptor in $(ls /proc/$$/fd); do
            [ "$descriptor" -le 2 ] || [ "$descriptor" = 255 ] || eval "exec $descriptor>&-"
        done
        exec "$0" "$@"
        """#

    /// As root its processes run as the users that its package has; otherwise all run as the user who tests.
    private var configuration: String {
        let isRoot = geteuid() == 0
        let user = isRoot ? "nobody" : NSUserName()
        let group = String(
            cString: getgrgid(isRoot ? getpwnam("nobody").pointee.pw_gid : getegid()).pointee.gr_name)
        let users = ["default_internal_user", "default_login_user"].map { "\($0) = \(user)\n" }.joined()
        let everyone = isRoot ? "" : "\(users)default_internal_group = \(group)\n"
        let root = isRoot ? "" : "chroot =\n"
        return """
            base_dir = \(path("run"))
            state_dir = \(path("run"))
            log_path = \(path("log"))
            protocols = imap pop3
            listen = 127.0.0.1
            ssl = yes
            ssl_cert = <\(path("server.pem"))
            ssl_key = <\(path("server.key"))
            disable_plaintext_auth = no
            auth_mechanisms = plain
            auth_failure_delay = 0
            mail_location = maildir:\(path("mail"))/%u
            first_valid_uid = 1
            \(everyone)
            passdb {
              driver = static
              args = password=secret
            }
            userdb {
              driver = static
              args = uid=\(user) gid=\(group) home=\(path("mail"))/%u
            }
            service anvil {
              \(root)
              unix_listener anvil-auth-penalty {
                mode = 0
              }
            }
            service imap-login {
              \(root)
              inet_listener imap {
                port = \(ports[0])
              }
              inet_listener imaps {
                port = \(ports[1])
              }
            }
            service pop3-login {
              \(root)
              inet_listener pop3 {
                port = \(ports[2])
              }
              inet_listener pop3s {
                port = \(ports[3])
              }
            }
            """
    }
}
