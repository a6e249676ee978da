// SPDX-License-Identifier: Apache-2.0

/// libxml2 for Swift: reading XML that is not well-formed.
#pragma once
#include <libxml/xmlversion.h>
// Debian's libxml2 knows ICU and includes its headers, whose types are also Foundation's own ICU's: Swift refuses a type
// that two modules define differently. Nothing used here needs them.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/tree.h>
