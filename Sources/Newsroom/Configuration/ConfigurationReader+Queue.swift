// SPDX-License-Identifier: Apache-2.0
import Composer

extension ConfigurationReader {
    /// The address of the PostgreSQL through which many machines send. Its password stands in a file that `passfile` names, never
    /// in the address, which any user of the machine may see among a process's arguments.
    func queue(_ root: YAMLMapping) throws -> String? {
        guard let text = try root.optionalText("queue") else { return nil }
        if let fault = FleetSender.fault(ofQueue: text) { throw root.fault("queue", fault) }
        return text
    }
}
