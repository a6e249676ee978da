// SPDX-License-Identifier: Apache-2.0
#include "COpenSSL.h"
#include <openssl/crypto.h>

/// Keeps libcrypto from taking itself down when the process exits (OPENSSL_init_crypto(3)): exit() does that while other threads
/// still hash, and they crash. The system frees the memory anyway. It has to be said before anybody, libcurl included, uses
/// libcrypto.
__attribute__((constructor)) static void stay_until_the_end(void) { OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL); }
