// SPDX-License-Identifier: Apache-2.0

/// libical for Swift: what a recurrence rule of RFC 5545 §3.3.10 expands to. It is loaded while the program runs, because it
/// brings ICU, and only who has a schedule pays for that.
#pragma once
#include <stdbool.h>

/// A day and a time of day in no zone.
struct cical_time {
    int year, month, day, hour, minute, second;
};

/// A rule while it is expanded.
typedef struct icalrecur_iterator_impl cical_expansion;

/// Whether libical is there.
bool cical_load(void);

/// Whether a text is a rule to libical, which has to be loaded.
bool cical_is_rule(const char *rule);

/// Begins to expand a rule; libical has to be loaded.
/// - Parameter start: its DTSTART.
/// - Returns: NULL when it is no rule, or one that never holds.
cical_expansion *cical_expand(const char *rule, struct cical_time start);

/// The next time; false when there is none.
bool cical_next(cical_expansion *expansion, struct cical_time *time);

/// Ends an expansion.
void cical_end(cical_expansion *expansion);
