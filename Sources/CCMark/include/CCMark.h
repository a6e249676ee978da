// SPDX-License-Identifier: Apache-2.0

/// cmark-gfm for Swift: the CommonMark parser and its GitHub extensions.
#pragma once
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
