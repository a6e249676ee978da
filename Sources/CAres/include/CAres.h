// SPDX-License-Identifier: Apache-2.0

/// c-ares for Swift: questions to name servers.
#pragma once
#include <arpa/nameser.h>
#include <ares.h>

/// Macros that take arguments, for Swift.
static inline int daybreak_ares_wants_read(int bits, int number) { return ARES_GETSOCK_READABLE(bits, number) != 0; }
static inline int daybreak_ares_wants_write(int bits, int number) { return ARES_GETSOCK_WRITABLE(bits, number) != 0; }
