// SPDX-License-Identifier: Apache-2.0
import CPQ

/// An address of PostgreSQL as libpq reads it, looked at before it is used. What it holds is never repeated, because somebody may have
/// put a password in the wrong place.
public enum PostgresAddress {
    /// What is wrong with an address.
    public enum Fault: Hashable, Sendable {
        /// It is no address of libpq.
        case unreadable
        /// It holds a password.
        case holdsPassword
    }

    /// What is wrong with an address; nil when nothing is, as far as can be seen without the server.
    public static func fault(of address: String) -> Fault? {
        guard let options = PQconninfoParse(address, nil) else { return .unreadable }
        defer { PQconninfoFree(options) }
        var option = options
        while let name = option.pointee.keyword {
            let value = option.pointee.val.map { String(cString: $0) } ?? ""
            switch String(cString: name) {
            case "password", "sslpassword": if !value.isEmpty { return .holdsPassword }
            case "port":
                if !value.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2C }) { return .unreadable }
            default: break
            }
            option += 1
        }
        return nil
    }
}
