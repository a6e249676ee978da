// SPDX-License-Identifier: Apache-2.0

/// libidn2 for Swift: domain names outside ASCII as A-labels.
#pragma once
#include <idn2.h>
