// SPDX-License-Identifier: Apache-2.0

/// What makes a reader's copy besides the frozen message and the reader: the keys of one run of a sender.
public struct CopyRecipe: Hashable, Sendable {
    /// How copies are signed (RFC 6376).
    public struct Signing: Hashable, Sendable, Codable {
        /// A key that signs.
        public struct Key: Hashable, Sendable, Codable {
            /// Its name in DNS.
            public let selector: String
            /// Its public half as DNS has it, `p=`.
            public let publicKey: String

            /// A key under its name.
            public init(selector: String, publicKey: String) {
                self.selector = selector
                self.publicKey = publicKey
            }
        }

        /// `d=`.
        public let domain: String
        /// How bodies are hashed: the second word of `c=`.
        public let body: String
        /// `t=`: seconds since 1970.
        public let time: Int64
        /// In the order they sign in, the topmost signature first.
        public let keys: [Key]

        /// What a signature's fields say.
        public init(domain: String, body: String, time: Int64, keys: [Key]) {
            self.domain = domain
            self.body = body
            self.time = time
            self.keys = keys
        }
    }

    /// The number of the key that signs links.
    public let tokenKey: Int
    /// Nil for copies that are not signed.
    public let signing: Signing?

    /// Puts the parts together.
    public init(tokenKey: Int, signing: Signing?) {
        self.tokenKey = tokenKey
        self.signing = signing
    }
}
