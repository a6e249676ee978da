import Foundation

extension Data: Blank { static var blank: Data { Data() } }
