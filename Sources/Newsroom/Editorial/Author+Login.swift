// SPDX-License-Identifier: Apache-2.0
public import Composer
import Foundation

extension Author {
    /// Whoever is logged in here.
    public static var loginName: Author {
        if let name = getlogin() { return Author(String(cString: name)) }
        if let user = getpwuid(getuid()) { return Author(String(cString: user.pointee.pw_name)) }
        return Author("user \(getuid())")
    }
}
