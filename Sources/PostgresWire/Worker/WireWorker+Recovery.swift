// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Sender

/// Workers that are gone, and what their journals say.
extension WireWorker {
    /// Takes over what workers hold whose process is gone or whose lease has ended.
    func recover() throws {
        let others = try connection.run(
            "SELECT id, key, lease_until < wire.now_ms() FROM wire.worker WHERE id <> $1", .integer(record.id)
        )
        var known: Set = [key]
        for row in 0..<others.count {
            let (id, key) = (others.integer(row, 0), others.text(row, 1))
            known.insert(key)
            let path = Self.path(of: key, in: directory)
            // Only a worker of this machine has its file here.
            let lock = access(path, F_OK) == 0 ? FileLock(path: path) : nil
            guard lock != nil || others.truth(row, 2) else { continue }
            var notes = AcceptanceJournal.notes(in: path)
            if lock == nil { notes.isComplete = false }
            lock?.keep()
            let held = try takeOver(id, isDead: lock != nil, notes: notes)
            try tellLate(notes.accepted(but: held), of: id)
            lock?.remove()
        }
        for key in Self.keys(in: directory) where !known.contains(key) { try readLeftJournal(key) }
    }

    /// Reads the journal of a worker of this machine that others have taken over meanwhile.
    private func readLeftJournal(_ key: String) throws {
        let path = Self.path(of: key, in: directory)
        guard let lock = FileLock(path: path) else { return }
        lock.keep()
        try tellLate(AcceptanceJournal.notes(in: path).accepted(but: []), of: record.id)
        lock.remove()
    }

    /// - Returns: the deliveries that it had in flight.
    private func takeOver(
        _ other: Int64, isDead: Bool, notes: AcceptanceJournal.Notes
    ) throws -> Set<Int64> {
        var rows = seq
        let taken = try transaction { sight in
            var flying: Set<Int64> = []
            let gone = try connection.run(
                "DELETE FROM wire.worker WHERE id = $1 AND ($2 OR lease_until < wire.now_ms())",
                .integer(other),
                .truth(isDead))
            guard gone.changed == 1 else { return (flying, []) }
            var held = Holdings()
            for mailing in sight.mailings {
                let answer = try connection.run([HeldBatch.held(by: other, of: mailing)])[0]
                for batch in try HeldBatch.read(answer, of: mailing.id) { held.add(batch) }
            }
            var turn = turn(sight, holding: held, madeWith: try lastRecipes(of: other))
            for batch in held.batches.values {
                // What it noted was in flight, also where the server that knew of it has failed.
                for (index, row) in batch.rows.enumerated()
                where batch.standings[index] == .inFlight
                    || (batch.standings[index] != .settled && notes.rows[row.id] != nil)
                {
                    flying.insert(row.id)
                    turn.abandon(
                        batch.key, index, notes.disposition(of: row.id, doubts: row.doubts, retry: retry))
                }
            }
            turn.release()
            return (flying, turn.statements(for: other, by: record.id, seq: &rows))
        }
        seq = rows
        return taken
    }

    /// What a worker noted last for each mailing.
    private func lastRecipes(of worker: Int64) throws(PostgresFault) -> [Int64: RecipeID] {
        let answer = try connection.run(
            "SELECT mailing, max(since) FROM wire.recipe WHERE worker = $1 GROUP BY mailing", .integer(worker)
        )
        var recipes: [Int64: RecipeID] = [:]
        for row in 0..<answer.count {
            recipes[answer.integer(row, 0)] = RecipeID(worker: worker, number: answer.integer(row, 1))
        }
        return recipes
    }

    /// The keys of the journals in a directory.
    private static func keys(in directory: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasPrefix(journalPrefix) }.map { String($0.dropFirst(journalPrefix.count)) }
    }

    /// Tells the newsroom that relays took copies of deliveries that others have taken over: that ends their doubt.
    private func tellLate(_ accepted: [(delivery: Int64, reply: Reply)], of worker: Int64) throws {
        if accepted.isEmpty { return }
        let now = try connection.run("SELECT wire.now_ms()").integer(0, 0)
        var left = accepted[...]
        try connection.copy(into: "wire.late (delivery, worker, at, code, reply)") {
            left.popFirst().map { delivery, reply in
                [
                    .integer(delivery), .integer(worker), .integer(now), .integer(Int64(reply.code)),
                    .text(reply.lines.joined(separator: " ")),
                ]
            }
        }
    }
}

extension AcceptanceJournal.Notes {
    /// What was noted as accepted, but some deliveries.
    fileprivate func accepted(but others: Set<Int64>) -> [(delivery: Int64, reply: Reply)] {
        rows.compactMap { delivery, reply in
            reply.flatMap { others.contains(delivery) ? nil : (delivery, $0) }
        }
    }
}
