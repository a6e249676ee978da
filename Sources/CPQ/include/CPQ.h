// SPDX-License-Identifier: Apache-2.0

/// libpq for Swift: PostgreSQL's own client.
#pragma once
#include <postgresql/libpq-fe.h>
