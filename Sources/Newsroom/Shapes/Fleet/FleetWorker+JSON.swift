// SPDX-License-Identifier: Apache-2.0
public import Sender

extension JSONValue {
    /// | key | |
    /// | --- | --- |
    /// | `worker`, `host`, `process` | which process of which machine |
    /// | `silent` | seconds since PostgreSQL heard of it |
    /// | `drained` | whether it takes nothing more |
    /// | `held`, `inFlight`, `settled` | deliveries: what it holds, what of that is on the wire, what it has settled |
    public static func fleetWorker(_ worker: FleetWorker) -> JSONValue {
        [
            "worker": JSONValue(worker.id), "host": .text(worker.host), "process": JSONValue(worker.process),
            "silent": .number(worker.silence / .seconds(1)), "drained": JSONValue(worker.isDrained),
            "held": JSONValue(worker.held), "inFlight": JSONValue(worker.inFlight),
            "settled": JSONValue(worker.settled),
        ]
    }
}
