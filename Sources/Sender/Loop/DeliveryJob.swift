// SPDX-License-Identifier: Apache-2.0

/// A delivery in flight and the message it carries.
struct DeliveryJob: Sendable {
    let delivery: LeasedDelivery
    let message: any PersonalMessage
}
