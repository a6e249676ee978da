// SPDX-License-Identifier: Apache-2.0
import CPQ
public import Foundation
import Synchronization

/// A PostgreSQL of its own, in a temporary directory, that listens on a Unix socket there and nowhere else. It ends with this
/// process, however that ends.
public final class PostgresCluster: Sendable {
    /// It could not be made or asked.
    public struct Unavailable: Error, CustomStringConvertible {
        /// What was seen.
        public let description: String
    }

    /// Where its socket and its data are.
    public let directory: URL
    /// The certificate of one with TLS.
    public let certificate: String
    private let process: Process
    private let count = Mutex(0)

    /// The one that all tests of a process share; each has a database of its own in it.
    public static let shared = Result { try PostgresCluster() }

    /// Makes a cluster and starts it.
    /// - Parameter port: of loopback, where it listens too, with a certificate that it has signed itself for `localhost`; nil for
    ///   nowhere but on its socket.
    public init(withTLSAt port: UInt16? = nil) throws {
        directory = URL(fileURLWithPath: "/tmp/daybreak-postgres-\(UUID().uuidString.prefix(8))")
        certificate = "\(directory.path)/certificate.pem"
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let programs = try Self.programs()
        let data = directory.appendingPathComponent("data").path
        // PostgreSQL does not run as root.
        let user =
            getuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : []
        if getuid() == 0 { try Self.run(["chown", "postgres", directory.path]) }
        try Self.run(
            user + [
                "\(programs)/initdb", "-D", data, "-A", "trust", "-U", "daybreak", "-E", "UTF8",
                "--locale=C.UTF-8", "-N",
            ])
        var settings = ["fsync=off", "full_page_writes=off", "listen_addresses="]
        if let port {
            try Self.run(
                user + [
                    "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
                    "-addext",
                    "subjectAltName=DNS:localhost", "-keyout", "\(directory.path)/key.pem", "-out",
                    certificate,
                ])
            settings += [
                "listen_addresses=127.0.0.1", "port=\(port)", "ssl=on", "ssl_cert_file=\(certificate)",
                "ssl_key_file=\(directory.path)/key.pem",
            ]
        }
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let options =
            (["listen_addresses=", "max_connections=300", "unix_socket_directories=\(directory.path)"]
            + settings)
            .flatMap { ["-c", $0] }
        // The end of its input is the end of whoever started it.
        let script =
            #"directory=$1; shift; "$@" </dev/null >"$directory/log" 2>&1 & cat; kill -QUIT $!; wait; rm -rf "$directory""#
        process.arguments =
            ["-c", script, "sh", directory.path] + user + ["\(programs)/postgres", "-D", data] + options
        process.standardInput = Pipe()
        try process.run()
        for _ in 0..<300 {
            if (try? Self.run(["\(programs)/pg_isready", "-q", "-h", directory.path, "-p", "\(port ?? 5432)"]))
                != nil
            {
                return
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
        throw Unavailable(
            description: (try? String(contentsOf: directory.appendingPathComponent("log"), encoding: .utf8))
                ?? "")
    }

    /// Makes an empty database.
    /// - Returns: its address for libpq.
    public func database() throws -> String {
        let name = "d\(count.withLock { $0 += 1; return $0 })"
        try Self.execute(
            "CREATE DATABASE \(name)", in: "host=\(directory.path) user=daybreak dbname=postgres")
        return "host=\(directory.path) user=daybreak dbname=\(name)"
    }

    /// Carries out SQL in a database, as its owner does.
    public static func execute(_ sql: String, in address: String) throws {
        let connection = PQconnectdb(address)
        defer { PQfinish(connection) }
        let result = PQexec(connection, sql)
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
            throw Unavailable(description: PQerrorMessage(connection).map { String(cString: $0) } ?? sql)
        }
    }

    private static func programs() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        guard let version = versions.compactMap({ Int($0) }).max() else {
            throw Unavailable(description: "there is no PostgreSQL in \(root)")
        }
        return "\(root)/\(version)/bin"
    }

    private static func run(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Unavailable(description: "\(words.joined(separator: " ")): \(text)")
        }
    }
}
