// SPDX-License-Identifier: Apache-2.0
import Glibc
public import MailFormat
import Synchronization

/// What a worker's connections do with rows in flight, in a file that outlives the process but not a power cut.
///
/// The file is the worker's own lock file, mapped into memory: a note costs no system call, and the kernel keeps it when the
/// process is killed. Behind a head that names the boot of the system it has a place for each note: a delivery's number, zero
/// for none, and the reply it was accepted with, empty while its content is on its way. A place is written from its end, so
/// that what stands there is true at every instant.
public final class AcceptanceJournal: TransmissionJournal {
    /// Why a journal cannot be made: there is no room for it, on the disk or in memory.
    public struct Unavailable: Error, Hashable, Sendable {
        /// The file.
        public let path: String
        /// The system's number of the error, see errno(3).
        public let code: Int32
    }

    private struct Places {
        let start: UnsafeMutableRawPointer
        /// The places that hold no note. The lowest are taken first, so that few pages are ever touched.
        var free: [Int]
        var taken: [DeliveryID: Int] = [:]

        func slot(_ place: Int) -> UnsafeMutableRawPointer { start + place * AcceptanceJournal.size }

        mutating func release(_ delivery: DeliveryID) {
            guard let place = taken.removeValue(forKey: delivery) else { return }
            slot(place).storeBytes(of: 0, as: Int64.self)
            free.append(place)
        }
    }

    /// How many places there are as a rule: more than rows can be in flight, which are 32 for each of 200 connections. The first
    /// holds the head.
    public static let usualCount = 8_192
    /// The most places that a journal is read with.
    private static let longest = 65_536
    private static let size = 128
    /// Where a place holds the text of the reply: behind the delivery's number and the length of the text, in bytes.
    private static let textOffset = 9

    private let places: Mutex<Places>
    private let bytes: Int

    /// Makes room in an empty file. Its disk space is taken now: a full disk must not be found out by a write to memory.
    public init(_ lock: FileLock, places count: Int = AcceptanceJournal.usualCount) throws(Unavailable) {
        bytes = count * Self.size
        let code = posix_fallocate(lock.descriptor, 0, bytes)
        let start =
            code == 0 ? mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, lock.descriptor, 0) : MAP_FAILED
        guard let start, start != MAP_FAILED else {
            throw Unavailable(path: lock.path, code: code == 0 ? errno : code)
        }
        let boot = Self.boot
        start.copyMemory(from: boot, byteCount: boot.count)
        places = Mutex(Places(start: start, free: Array((1..<count).reversed())))
    }

    deinit { places.withLock { _ = munmap($0.start, bytes) } }

    /// Notes how far a delivery has come, as `TransmissionJournal` asks.
    public func note(_ delivery: DeliveryID, _ stage: TransmissionStage) {
        switch stage {
        case .begun: begin(delivery)
        case .accepted(let reply): accept(delivery, reply)
        case .refused: places.withLock { $0.release(delivery) }
        }
    }

    private func begin(_ delivery: DeliveryID) {
        places.withLock { places in
            guard places.taken[delivery] == nil else { return }
            guard let place = places.free.popLast() else {
                // No place is left. A journal with a gap would be believed, so its head is erased and nobody believes any of
                // it.
                places.start.storeBytes(of: 0, as: UInt8.self)
                return
            }
            places.taken[delivery] = place
            let slot = places.slot(place)
            slot.storeBytes(of: 0, toByteOffset: 8, as: UInt8.self)
            atomicMemoryFence(ordering: .releasing)
            slot.storeBytes(of: delivery.rawValue, as: Int64.self)
        }
    }

    private func accept(_ delivery: DeliveryID, _ reply: Reply) {
        let text = Array(reply.description.utf8.prefix(Self.size - Self.textOffset))
        places.withLock { places in
            guard let slot = places.taken[delivery].map(places.slot) else { return }
            (slot + Self.textOffset).copyMemory(from: text, byteCount: text.count)
            atomicMemoryFence(ordering: .releasing)
            slot.storeBytes(of: UInt8(text.count), toByteOffset: 8, as: UInt8.self)
        }
    }

    /// Drops the notes of deliveries that a transaction has settled.
    public func forget(_ settlements: [Settlement]) {
        places.withLock { places in
            guard !places.taken.isEmpty else { return }
            for settlement in settlements { places.release(settlement.delivery) }
        }
    }

    /// What a worker that is gone had noted.
    public struct Notes: Sendable {
        /// Rows whose content was on its way, and the reply to those that were accepted.
        public var rows: [Int64: Reply?] = [:]
        /// Whether nothing can be missing: the journal is of this boot of the system.
        public var isComplete = false

        /// Nothing, as from a file that is not there.
        public init() {}

        /// What becomes of a row that the worker had in flight.
        /// - Parameter doubts: how often it was uncertain before.
        public func disposition(of row: Int64, doubts: Int, retry: RetryPolicy) -> Disposition {
            let note = rows[row]
            if let reply = note ?? nil { return .accepted(reply) }
            // Its content had not begun.
            if note == nil, isComplete { return .returned }
            return .uncertain(
                "the sender stopped while it was in flight",
                resendAfter: retry.doubt == .resend && doubts == 0 ? retry.first : nil)
        }
    }

    /// Reads the journal of a worker that is gone.
    public static func notes(in path: String) -> Notes {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return Notes() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size >= size, status.st_size <= longest * size else {
            return Notes()
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size) / size * size)
        guard read(descriptor, &bytes, bytes.count) == bytes.count else { return Notes() }
        var notes = Notes()
        let boot = Self.boot
        notes.isComplete = !boot.isEmpty && bytes.starts(with: boot)
        for slot in stride(from: size, to: bytes.count, by: size) {
            let number = bytes[slot..<(slot + 8)].reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
            let text = bytes[(slot + textOffset)...].prefix(min(Int(bytes[slot + 8]), size - textOffset))
            if number != 0 { notes.rows[number] = .some(Reply(noted: text)) }
        }
        return notes
    }

    /// Names this boot of the system; empty when that is not known.
    private static let boot: [UInt8] = {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 36)
        return read(descriptor, &bytes, bytes.count) == bytes.count ? bytes : []
    }()
}

extension Reply {
    /// A reply as `description` wrote it, perhaps cut off; only of acceptance.
    fileprivate init?(noted text: ArraySlice<UInt8>) {
        let words = String(decoding: text, as: UTF8.self)
        guard let code = Int(words.prefix(3)), (200..<300).contains(code) else { return nil }
        self.init(code: code, lines: [String(words.dropFirst(4))])
    }
}
