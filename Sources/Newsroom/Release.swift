// SPDX-License-Identifier: Apache-2.0

/// Which release this is.
public enum Release {
    /// By Semantic Versioning.
    public static let version = "0.1.0"
}
