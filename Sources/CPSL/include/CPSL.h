/// libpsl for Swift: the Public Suffix List.
#pragma once
#include <libpsl.h>
