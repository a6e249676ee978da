// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What `${NAME}` stands for in `daybreak.yaml`: the environment's variable of that name, else systemd's credential of that name
/// (systemd.exec(5), “Credentials”).
struct NamedSecrets {
    let environment: [String: String]

    /// Where systemd puts the credentials of a unit; nil where it gave none.
    var credentials: String? { environment["CREDENTIALS_DIRECTORY"] }

    /// The value of a name, a credential's without line ends behind it; nil when there is none.
    func value(of name: String) -> String? { environment[name] ?? credential(name) }

    private func credential(_ name: String) -> String? {
        // A name with a slash would lead out of the directory.
        guard let credentials, !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
            return nil
        }
        let path = URL(fileURLWithPath: credentials, isDirectory: true).appending(path: name).path
        return (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .newlines)
    }
}
