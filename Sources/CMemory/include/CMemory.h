// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Gives the system back what this process has of memory and does not use: what the allocator holds for later, and pages of the
/// program's code. Code is there again when it is used, out of the system's cache as a rule.
void give_memory_back(void);
