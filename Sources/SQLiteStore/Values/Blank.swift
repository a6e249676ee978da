// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A value in the place of one that cannot be read, until the access to the database ends with an error (`UnreadableValues`).
protocol Blank {
    static var blank: Self { get }
}

extension Bool: Blank { static var blank: Bool { false } }
extension Int: Blank { static var blank: Int { 0 } }
extension Int64: Blank { static var blank: Int64 { 0 } }
extension UInt8: Blank { static var blank: UInt8 { 0 } }
extension Double: Blank { static var blank: Double { 0 } }
extension String: Blank { static var blank: String { "" } }
extension Optional: Blank { static var blank: Wrapped? { nil } }
extension Data: Blank { static var blank: Data { Data() } }
