// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// When bounces end in suppression: an unknown user at once, three hard ones, or three soft ones in a row that span 14
/// days. A complaint counts at once.
public enum SuppressionRule {
    private static let hardLimit = 3
    private static let softLimit = 3
    private static let softSpan: Int64 = 14 * 86_400_000

    /// - Parameters:
    ///   - bounces: of one address, oldest first, since it was last released.
    ///   - accepted: when mail to it was last accepted, milliseconds since 1970.
    public static func reason(after bounces: [Bounce], accepted: Int64?) -> SuppressionReason? {
        if bounces.contains(where: { $0.kind == .unknownUser }) { return .unknownUser }
        if bounces.count(where: { $0.kind == .hard }) >= hardLimit { return .hardBounces }
        let row = bounces.filter { $0.kind == .soft && $0.at > accepted ?? .min }
        guard row.count >= softLimit, let first = row.first, let last = row.last,
            last.at - first.at >= softSpan
        else { return nil }
        return .softBounces
    }
}
