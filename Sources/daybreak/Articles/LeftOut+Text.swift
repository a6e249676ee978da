// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat

extension [LeftOut] {
    /// What was left out, a line for each kind: the article's own first, what was the site's in one line.
    var described: [String] {
        let own = filter { $0.origin == .article }.map { lost in
            "left out \(counted(lost.count, lost.what, "\(lost.what)s"))\(lost.example.isEmpty ? "" : ": \(lost.example)")"
        }
        let site = filter { $0.origin == .site }
        let kinds = site.map { counted($0.count, $0.what, "\($0.what)s") }.joined(separator: ", ")
        return own + (site.isEmpty ? [] : ["not of the article: \(kinds)"])
    }
}
