// SPDX-License-Identifier: Apache-2.0

/// libpsl for Swift: which part of a host's name somebody registered.
#pragma once
#include <libpsl.h>
