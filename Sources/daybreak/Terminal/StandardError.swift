// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What people are told beside a command's result.
enum StandardError {
    static func say(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }
}
