// SPDX-License-Identifier: Apache-2.0

/// OpenSSL's libcrypto for Swift: keys, digests and signatures.
#pragma once
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/// EVP_PKEY_Q_keygen takes a variable number of arguments, which Swift cannot pass.
static inline EVP_PKEY *daybreak_rsa_key(size_t bits) { return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits); }
static inline EVP_PKEY *daybreak_ed25519_key(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"); }

/// Asks for no password on the terminal: an encrypted key is one that cannot be read.
static inline int daybreak_no_password(char *buffer, int size, int writing, void *context) { return -1; }
static inline EVP_PKEY *daybreak_read_private_key(BIO *bio) {
    return PEM_read_bio_PrivateKey(bio, NULL, daybreak_no_password, NULL);
}

/// Macros, for Swift.
static inline long daybreak_bio_bytes(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }
