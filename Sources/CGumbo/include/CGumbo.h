/// gumbo for Swift: the HTML5 parser.
#pragma once
#include <gumbo.h>
