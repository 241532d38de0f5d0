/*
 * The part of the runtime that src/io needs beside co.h: waits for descriptors that src/io owns,
 * the clock while a peer outside this process runs, and the end of the loop.
 *
 * On the virtual clock, time stands still while anything runs, inside or outside of this process:
 *
 *   - A descriptor is `inside` if both of its ends are in this process. Bytes written at one end
 *     can be read at the other at once, so time jumps when no end is ready. This must be true of
 *     the descriptor: it is a pipe or a Unix socket.
 *   - A party is a peer outside whose state can be observed: a child process. Time is held until
 *     all parties are idle. Their output is delivered after that: all of it at once, in the order
 *     in which tasks began to wait, and when no task is ready. A party that never goes idle holds
 *     time no longer than an unknown peer would; if no deadline is pending, five seconds. Then it
 *     is reported, and its output is delivered as it arrives.
 *   - Any other descriptor belongs to an unknown peer. Time is held while a task waits for such a
 *     descriptor, but not longer than the real time until the next deadline, and at least two
 *     seconds.
 */
#ifndef CO_OUTSIDE_H
#define CO_OUTSIDE_H

#include "co/co.h"
#include "co/list.h"

CO_BEGIN

/* Returns whether time jumps. On the real clock and outside of a loop it does not. */
bool co_time_is_virtual(void);

/* The handle of this thread's loop, whether the loop runs or not, to compare it with others; NULL:
 * none. Unlike after co_get_running_loop(), others may not wake the loop. */
struct co_loop *co_loop_here(void);

/*
 * ---- Descriptors --------------------------------------------------------------------------------
 */
enum co_direction { CO_READING = 1, CO_WRITING = 2 };
enum {
    CO_INSIDE = 1,   /* both ends are in this process */
    CO_OF_PARTY = 2, /* the other end belongs to a party */
};

/* co_wait_readable() and co_wait_writable() for a descriptor that co_descriptor_close() will close,
 * which saves a system call. `resource` is the resource that reports show; the caller sets its
 * kind, a static string. `flags` say what the other end is. -ENOMEM. */
CO_ASYNC int co_wait_descriptor(int descriptor, enum co_direction direction, int flags,
                                struct co_resource *resource);
/* co_add_reader() and co_add_writer() for such a descriptor. */
int co_watch_descriptor(int descriptor, enum co_direction direction, int flags,
                        co_callback *callback, void *argument);
/* Close the descriptor. A task that still waits for it gets -EBADF; the caller must have removed
 * callbacks before. -1 is allowed. */
void co_descriptor_close(int descriptor);

/*
 * ---- Waiting for each other ---------------------------------------------------------------------
 */

/* Wait until the tasks of the list are woken. `kind` is a static string, for reports. The list and
 * the resource must exist as long as a task waits. */
CO_ASYNC int co_waitlist_wait(struct co_waitlist *list, struct co_resource *resource,
                              const char *kind);
void co_waitlist_wake_all(struct co_waitlist *list);
/* The same in a callback, with a cause from outside: the wait for it began at `since`
 * (nanoseconds). The callback's own cause does not matter. */
void co_waitlist_wake_all_from_outside(struct co_waitlist *list, int64_t since);
/* Note for reports that the running task has touched the resource that others wait for. */
void co_resource_touch(struct co_resource *resource);

/*
 * ---- Parties ------------------------------------------------------------------------------------
 *
 * On other clocks than the virtual one these functions do nothing. A party is a member of the
 * struct that it stands for, and must leave before that struct is freed.
 */
struct co_party {
    const char *name; /* for a person: "child 7, sh -c ..." */
    /* Returns whether the party is idle, which means that it does nothing until time moves or the
     * loop does something. Called again and again while time is held. */
    bool (*is_idle)(struct co_party *party);
    /* Called when all parties are idle, in the order in which they entered, so that timers are set
     * and tasks are woken in the same order in each run. If the call wakes a party, see
     * co_party_mark_busy(), that party runs before time moves. May be NULL. */
    void (*on_idle)(struct co_party *party);
    int descriptors[2]; /* become readable when the party may have news; -1: none */

    struct co_link link; /* private from here */
    struct co_loop *loop;
    bool idle, notified;
    bool overdue; /* the party held time for too long */
};

/* Enter a party that runs from now on. */
void co_party_enter(struct co_party *party);
/* The party may run again: its pipe was written or read, its sleep is over, or a signal was sent to
 * it. */
void co_party_mark_busy(struct co_party *party);
/* Returns whether the party is idle, and co_party_mark_busy() has not been called since. Then its
 * visible state is the same in each run. True on a clock without parties. */
bool co_party_is_idle(const struct co_party *party);
void co_party_leave(struct co_party *party);

/*
 * ---- The end ------------------------------------------------------------------------------------
 *
 * Objects that were opened in a run and not closed are closed with its loop, the newest first.
 */
struct co_ending {
    void (*end)(struct co_ending *ending); /* must not await */
    struct co_link link;                   /* private */
    struct co_loop *loop;                  /* the loop that it was added to; NULL: none */
};
/* -EPERM: there is no loop. */
int co_ending_add(struct co_ending *ending);
/* Remove the ending: its object has been closed. Does nothing if the ending was never added. */
void co_ending_remove(struct co_ending *ending);

/*
 * ---- Memory -------------------------------------------------------------------------------------
 */
/* realloc() that tests can make fail, see co_fail_allocation(). With `memory` NULL it is malloc(),
 * with a size of 0 it is free(). */
void *co_memory_resize(void *memory, size_t size);

CO_END

#endif
