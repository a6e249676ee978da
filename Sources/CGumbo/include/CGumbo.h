// SPDX-License-Identifier: Apache-2.0

/// gumbo for Swift: the HTML5 parser.
#pragma once
#include <gumbo.h>
