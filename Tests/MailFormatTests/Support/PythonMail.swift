// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Runs Python's `email` package over messages.
enum PythonMail {
    /// What Python makes of one message.
    struct Reading: Decodable {
        let defects: [String]
        let fields: [String]
        let subject: String
        let from: [String]
        let to: [String]
        let date: String
        let types: [String]
        let text: String
        let html: String
    }

    /// Whether a `python3` with the package runs here.
    static let isPresent = (try? run("import email.policy", input: Data())) != nil

    /// - Parameter policy: of `email.policy`; the one with UTF-8 reads headers as RFC 6532 has them.
    static func read(_ messages: [[UInt8]], policy: String = "SMTP") throws -> [Reading] {
        let input = try JSONEncoder().encode(messages.map { Data($0) })
        return try JSONDecoder().decode([Reading].self, from: run(script, policy, input: input))
    }

    private static let script = """
        import base64, email, email.policy, json, sys

        def mailbox(field):
            address, = field.addresses
            return [address.display_name, address.addr_spec]

        def content(message, kind):
            return message.get_body((kind,)).get_content().replace("\\r\\n", "\\n")

        def reading(data):
            policy = getattr(email.policy, sys.argv[1])
            if policy.utf8:
                message = email.message_from_string(data.decode(), policy=policy)
            else:
                message = email.message_from_bytes(data, policy=policy)
            defects = []
            for part in message.walk():
                defects += [repr(defect) for defect in part.defects]
                for name, value in part.items():
                    defects += [name + ": " + repr(defect) for defect in value.defects]
            return {
                "defects": defects,
                "fields": message.keys(),
                "subject": message["Subject"],
                "from": mailbox(message["From"]),
                "to": mailbox(message["To"]),
                "date": message["Date"].datetime.isoformat(),
                "types": [part.get_content_type() for part in message.walk()],
                "text": content(message, "plain"),
                "html": content(message, "html"),
            }

        messages = [base64.b64decode(text) for text in json.load(sys.stdin)]
        json.dump([reading(data) for data in messages], sys.stdout)
        """

    /// Python reads all of its input before it writes, so that neither pipe can fill while nobody reads it.
    private static func run(_ script: String, _ arguments: String..., input: Data) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script] + arguments
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, stderr)
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: input)
        try stdin.fileHandleForWriting.close()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        let complaint = try stderr.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw WireFault("python3: \(String(decoding: complaint, as: UTF8.self))")
        }
        return output
    }
}
