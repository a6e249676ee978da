// SPDX-License-Identifier: Apache-2.0
import Composer
import GRDB

extension Revision {
    init(_ row: Row) {
        self.init(number: row["number"], at: row["at"], author: row["author"], what: row["what"])
    }
}
