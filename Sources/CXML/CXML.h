/// libxml2 for Swift: reading XML that is not well-formed.
#pragma once
#include <libxml/parser.h>
#include <libxml/tree.h>
