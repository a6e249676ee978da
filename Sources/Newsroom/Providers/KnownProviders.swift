// SPDX-License-Identifier: Apache-2.0
import DomainRecords
import SQLiteStore
import Sender
import Synchronization

/// Who runs the mailboxes of domains, by their MX. What is not known is asked for in the background, and kept in the database.
final class KnownProviders: MailboxProviders {
    private struct State {
        var names: [String: String] = [:]
        var queue: [String] = []
        var asked: Set<String> = []
        var asking = 0
        /// What was found and is not kept yet.
        var found: [(domain: String, provider: String)] = []
    }

    private let names: any NameService
    private let store: ReturnStore
    private let state: Mutex<State>

    /// Questions under way at once, and domains that one run asks for.
    private static let atOnce = 4
    private static let most = 50_000
    /// Answers that are worth a transaction.
    private static let portion = 100

    /// - Parameter known: the providers of domains, as far as they were found before.
    init(_ names: any NameService, keptIn store: ReturnStore, known: [String: String]) {
        self.names = names
        self.store = store
        state = Mutex(State(names: known))
    }

    func provider(of domain: String) -> String {
        let (name, isAsked) = state.withLock { state -> (String?, Bool) in
            if let name = state.names[domain] { return (name, false) }
            guard state.asked.count < Self.most, state.asked.insert(domain).inserted else {
                return (nil, false)
            }
            state.queue.append(domain)
            guard state.asking < Self.atOnce else { return (nil, false) }
            state.asking += 1
            return (nil, true)
        }
        if isAsked { Task { await ask() } }
        return name ?? domain
    }

    /// Asks for one domain after the other until none waits.
    private func ask() async {
        while let domain = next() {
            let answer = await names.exchanges(of: domain)
            if case .failed = answer {
                state.withLock { _ = $0.asked.remove(domain) }
                continue
            }
            let host = answer.records.first?.host ?? ""
            await keep(domain, PublicSuffixes.registered(in: host) ?? domain)
        }
    }

    private func next() -> String? {
        state.withLock { state in
            if let domain = state.queue.popLast() { return domain }
            state.asking -= 1
            return nil
        }
    }

    private func keep(_ domain: String, _ name: String) async {
        let portion = state.withLock { state -> [(domain: String, provider: String)] in
            state.names[domain] = name
            state.found.append((domain, name))
            guard state.found.count >= Self.portion || state.queue.count < Self.atOnce else { return [] }
            defer { state.found = [] }
            return state.found
        }
        // What cannot be kept now is asked for again by the next run.
        if !portion.isEmpty { try? await store.note(providers: portion) }
    }
}
