// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
    /// Without such characters at either end.
    func trimming(_ isDropped: (Character) -> Bool) -> String {
        guard let first = firstIndex(where: { !isDropped($0) }),
            let last = lastIndex(where: { !isDropped($0) })
        else { return "" }
        return String(self[first...last])
    }
}
