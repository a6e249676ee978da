// SPDX-License-Identifier: Apache-2.0
#include "CICal.h"

#include <dlfcn.h>
#include <libical/ical.h>
#include <pthread.h>
#include <stddef.h>

/// The functions that are used, under their own names.
static struct {
    __typeof__(&icalrecurrencetype_from_string) icalrecurrencetype_from_string;
    __typeof__(&icalrecur_iterator_new) icalrecur_iterator_new;
    __typeof__(&icalrecur_iterator_next) icalrecur_iterator_next;
    __typeof__(&icalrecur_iterator_free) icalrecur_iterator_free;
} ical;

static bool loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    void *library = dlopen("libical.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    loaded = (ical.icalrecurrencetype_from_string = dlsym(library, "icalrecurrencetype_from_string"))
        && (ical.icalrecur_iterator_new = dlsym(library, "icalrecur_iterator_new"))
        && (ical.icalrecur_iterator_next = dlsym(library, "icalrecur_iterator_next"))
        && (ical.icalrecur_iterator_free = dlsym(library, "icalrecur_iterator_free"));
}

bool cical_load(void) {
    pthread_once(&once, load);
    return loaded;
}

bool cical_is_rule(const char *rule) {
    return ical.icalrecurrencetype_from_string(rule).freq != ICAL_NO_RECURRENCE;
}

static struct icaltimetype icaltime(struct cical_time time) {
    return (struct icaltimetype){.year = time.year, .month = time.month, .day = time.day,
        .hour = time.hour, .minute = time.minute, .second = time.second};
}

cical_expansion *cical_expand(const char *rule, struct cical_time start) {
    struct icalrecurrencetype recurrence = ical.icalrecurrencetype_from_string(rule);
    if (recurrence.freq == ICAL_NO_RECURRENCE) return NULL;
    return ical.icalrecur_iterator_new(recurrence, icaltime(start));
}

bool cical_next(cical_expansion *expansion, struct cical_time *time) {
    struct icaltimetype next = ical.icalrecur_iterator_next(expansion);
    if (next.year == 0) return false;
    *time = (struct cical_time){next.year, next.month, next.day, next.hour, next.minute, next.second};
    return true;
}

void cical_end(cical_expansion *expansion) { ical.icalrecur_iterator_free(expansion); }
