// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

extension LentDelivery {
    /// Puts deliveries behind each other.
    static func packed(_ deliveries: [LentDelivery]) -> [UInt8] {
        var writer = PackedWriter()
        var last: Int64 = 0
        for delivery in deliveries {
            writer.write(delivery.id &- last)
            last = delivery.id
            delivery.write(to: &writer)
        }
        return writer.bytes
    }

    /// Reads as many deliveries as there are.
    static func unpacked(_ bytes: [UInt8]) throws(PostgresFault) -> [LentDelivery] {
        var reader = PackedReader(bytes)
        var deliveries: [LentDelivery] = []
        var last: Int64 = 0
        while !reader.isAtEnd {
            let id = last &+ (try reader.integer())
            last = id
            deliveries.append(try LentDelivery(id: id, &reader))
        }
        return deliveries
    }

    private func write(to writer: inout PackedWriter) {
        writer.write(reader)
        writer.write(generation)
        writer.write(version)
        writer.write(attempts)
        writer.write(doubts)
        writer.write(recipe) {
            $0.write($1.worker)
            $0.write($1.number)
        }
        writer.write(knownStop)
    }

    private init(id: Int64, _ packed: inout PackedReader) throws(PostgresFault) {
        self.init(
            id: id, reader: try packed.reader(), generation: try packed.integer(),
            version: try packed.count(),
            attempts: try packed.count(), doubts: try packed.count(),
            recipe: try packed.optional { packed throws(PostgresFault) in
                RecipeID(worker: try packed.integer(), number: try packed.integer())
            }, knownStop: try packed.integer())
    }
}

extension PackedWriter {
    mutating func write(_ reader: Reader) {
        write(reader.id.rawValue)
        write(reader.address.localPart)
        write(reader.address.domain)
        write(reader.firstName)
        write(reader.lastName)
        write(reader.language)
        write(reader.attributes == "{}" ? "" : reader.attributes)
        write(reader.waveAt)
    }
}

extension PackedReader {
    mutating func reader() throws(PostgresFault) -> Reader {
        let id = SubscriberID(rawValue: try integer())
        let address = EmailAddress(trustedLocalPart: try text(), domain: try text())
        let (first, last, language, attributes) = (try text(), try text(), try text(), try text())
        return Reader(
            id: id, address: address, firstName: first, lastName: last, language: language,
            attributes: attributes.isEmpty ? "{}" : attributes, waveAt: try optionalInteger())
    }
}
