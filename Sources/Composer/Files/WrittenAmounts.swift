// SPDX-License-Identifier: Apache-2.0

extension Duration {
    /// A length of time as people write it: `30s`, `5m`, `4h`, `2d`.
    public init?(written text: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()),
            (1...1_000_000).contains(count)
        else { return nil }
        self = .seconds(count * unit)
    }
}

extension Double {
    /// A share as people write it, `5%` or `0.3%`, from above 0 to 100 %.
    public init?(share text: String) {
        guard text.hasSuffix("%"), let percent = Double(text.dropLast()), percent > 0, percent <= 100 else {
            return nil
        }
        self = percent / 100
    }
}
