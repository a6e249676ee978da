// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat
import Newsroom

extension [LeftOut] {
    /// What was left out, a line for each kind: the article's own first, what was the site's in one line.
    var described: [String] {
        let own = filter { $0.origin == .article }.map { lost in
            "left out \(counted(lost.count, lost.what, "\(lost.what)s"))\(lost.example.isEmpty ? "" : ": \(lost.example)")"
        }
        let site = filter { $0.origin == .site }.map { lost in
            let name = lost.siteName
            return
                "\(counted(lost.count, name.one, name.many))\(lost.example.isEmpty ? "" : " (“\(lost.example.prefix(40))”)")"
        }
        return own + (site.isEmpty ? [] : ["not of the article: \(site.joined(separator: ", "))"])
    }
}

extension [MediaDesk.Trouble] {
    /// Why pictures stay where they were, a line each.
    var described: [String] { map { "a picture stays where it is: \($0.sentence)" } }
}

extension LeftOut {
    /// What a part of the site is called, one and many.
    fileprivate var siteName: (one: String, many: String) {
        switch what {
        case "boilerplate": ("line of the site", "lines of the site")
        case "paragraph below the article": (what, "paragraphs below the article")
        case "front matter": ("key of front matter", "keys of front matter")
        default: (what, "\(what)s")
        }
    }
}
