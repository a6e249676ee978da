// SPDX-License-Identifier: Apache-2.0

/// The kernel's clock for Swift, whose module of the C library leaves it out.
#pragma once
#include <sys/timex.h>
