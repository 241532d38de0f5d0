/* Guard pages below stacks. */
#include "co/kernel/guard.h"

#include "co/kernel/loop.h"
#include "co/kernel/report.h"

#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102 /* Linux 6.13: a guard without a mapping of its own */
#endif

/*
 * A guard is made the cheap way where the kernel knows that way. Elsewhere each guard splits a
 * mapping, and a process may have no more than vm.max_map_count mappings: at the limit no stack, no
 * thread and no large block of malloc can be made. So guards take a share of the mappings, in all
 * loops of the process together, and the rest is for all else. Stacks beyond that go unguarded.
 */
enum {
    GUARD = 4096,                /* at least a page where pages are larger */
    MAPPINGS_OF_A_GUARD = 2,     /* the guard, and the stack that is now a mapping of its own */
    USUAL_MAX_MAP_COUNT = 65530, /* Linux's, where /proc does not tell */
};
static _Atomic bool no_cheap_guards;
static _Atomic long guard_mappings;         /* that guards take now */
static _Atomic long guard_mappings_allowed; /* 0: not known yet */
static _Atomic bool missing_guards_reported;

size_t guard_size(void)
{
    static _Atomic size_t known;
    size_t size = atomic_load_explicit(&known, memory_order_relaxed);

    if (unlikely(!size)) {
        long page = sysconf(_SC_PAGESIZE);

        size = page > GUARD ? (size_t)page : GUARD;
        atomic_store_explicit(&known, size, memory_order_relaxed);
    }
    return size;
}

/* The number of mappings that the system allows a process. */
static long read_max_map_count(void)
{
#if defined(__linux__)
    int file = open("/proc/sys/vm/max_map_count", O_RDONLY | O_CLOEXEC);
    char digits[32] = "";
    ssize_t length = file < 0 ? -1 : read(file, digits, sizeof digits - 1);

    if (file >= 0)
        close(file);
    return length > 0 ? strtol(digits, NULL, 10) : USUAL_MAX_MAP_COUNT;
#else
    return LONG_MAX;
#endif
}

static void allow_mappings(long mappings)
{
    long allowed = mappings / 4 * 3;

    atomic_store(&guard_mappings_allowed, allowed > 0 ? allowed : -1);
}

void guards_allow_mappings(long mappings)
{
    allow_mappings(mappings);
    atomic_store(&missing_guards_reported, false);
}

static bool take_mappings(void)
{
    if (unlikely(!atomic_load(&guard_mappings_allowed)))
        allow_mappings(read_max_map_count());
    if (atomic_fetch_add(&guard_mappings, MAPPINGS_OF_A_GUARD) + MAPPINGS_OF_A_GUARD <=
        atomic_load(&guard_mappings_allowed))
        return true;
    atomic_fetch_sub(&guard_mappings, MAPPINGS_OF_A_GUARD);
    return false;
}

/* The program has more mappings of its own than were left for it: guards must not take the last
 * ones. */
static void take_fewer_mappings(void)
{
    long taken = atomic_fetch_sub(&guard_mappings, MAPPINGS_OF_A_GUARD) - MAPPINGS_OF_A_GUARD;

    atomic_store(&guard_mappings_allowed, taken ? taken / 2 : -1);
}

bool guard_make(char *slot, uint32_t *guards)
{
    if (!no_cheap_guards && madvise(slot, guard_size(), MADV_GUARD_INSTALL) == 0)
        return true;
    if (errno == EINVAL)
        no_cheap_guards = true; /* the kernel does not know it */
    if (!take_mappings())
        return false;
    if (mprotect(slot, guard_size(), PROT_NONE) != 0) {
        take_fewer_mappings();
        return false;
    }
    ++*guards;
    return true;
}

void guards_release(uint32_t guards)
{
    atomic_fetch_sub(&guard_mappings, (long)guards * MAPPINGS_OF_A_GUARD);
}

/* The report waits for a loop that has a way to tell the program. */
void guard_report_missing(struct co_loop *loop)
{
    if (!loop || (!loop->reports.handler && !loop->options.report) ||
        atomic_exchange(&missing_guards_reported, true))
        return;
    report(loop, &(struct co_report){
                     .kind = CO_REPORT_UNGUARDED_STACKS,
                     .message = "New stacks have no guard page, as the process comes near "
                                "vm.max_map_count: an overflow of such a stack is not detected",
                     .text = "",
                     .place = co_place_now,
                 });
}
