/*
 * What src/io needs of the runtime beside co.h: waiting for descriptors that it keeps, time that is
 * held while somebody outside runs, and the end of the loop.
 *
 * On the virtual clock time stands still while anything runs, outside as well as inside:
 *
 *   - A descriptor both of whose ends are in this process is `inside`. What is written at one end
 *     can be read at the other at once, so there is nothing to wait for: time jumps when no end is
 *     ready. It must be of a kind of which that is true: a pipe or a Unix socket.
 *   - A party is somebody outside who can be looked at: a child process. Time is held until all
 *     parties have come to rest. Not before that is anything of theirs delivered, all at once, in
 *     the order in which tasks began to wait, and when no task is ready. Who does not come to rest
 *     holds time for as long as a stranger would, without a deadline for five seconds, and then a
 *     report says so; what he does is delivered from then on as it comes.
 *   - Any other descriptor belongs to somebody of whom nothing is known. Time is held while a task
 *     waits for one, but not for longer than it is real time until the next deadline, at least two
 *     seconds.
 */
#ifndef CO_OUTSIDE_H
#define CO_OUTSIDE_H

#include "co/co.h"
#include "co/list.h"

/* Does time jump? Not on the real clock, nor outside of a loop. */
bool co_time_is_virtual(void);

/* The handle of this thread's loop, whether the loop runs or not, to compare it with others; NULL:
 * none. Unlike co_get_running_loop() it does not say that others may wake the loop. */
struct co_loop *co_loop_here(void);

/*
 * ---- Descriptors --------------------------------------------------------------------------------
 */
enum co_direction { CO_READING = 1, CO_WRITING = 2 };
enum {
    CO_INSIDE = 1,   /* both ends are in this process */
    CO_OF_PARTY = 2, /* at the other end is a party */
};

/* co_wait_readable() and co_wait_writable() for a descriptor that is closed by
 * co_descriptor_close(), which saves a call of the system. `resource` is what reports show that the
 * task waits for; its kind, a static string, is set by the caller. `flags` tell what is at the
 * other end. -ENOMEM. */
CO_ASYNC int co_wait_descriptor(int descriptor, enum co_direction direction, int flags,
                                struct co_resource *resource);
/* co_add_reader() and co_add_writer() for such a descriptor. */
int co_watch_descriptor(int descriptor, enum co_direction direction, int flags,
                        co_callback *callback, void *argument);
/* Close it. Who still waits for it gets -EBADF; callbacks have to be removed before. -1 is
 * allowed. */
void co_descriptor_close(int descriptor);

/*
 * ---- Waiting for each other ---------------------------------------------------------------------
 */

/* Wait until somebody wakes all that are in the list. `kind` is a static string, for reports; list
 * and resource have to exist as long as somebody waits. */
CO_ASYNC int co_waitlist_wait(struct co_waitlist *list, struct co_resource *resource,
                              const char *kind);
void co_waitlist_wake_all(struct co_waitlist *list);
/* The same in a callback, for what has come from outside and was waited for since then
 * (nanoseconds), whatever the callback was called for. */
void co_waitlist_wake_all_from_outside(struct co_waitlist *list, int64_t since);
/* The one who runs has done what others wait for: reports say so. */
void co_resource_touch(struct co_resource *resource);

/*
 * ---- Parties ------------------------------------------------------------------------------------
 *
 * Only on the virtual clock; elsewhere these do nothing. A party is part of what it stands for, and
 * has to leave before that is gone.
 */
struct co_party {
    const char *name; /* for a person: "child 7, sh -c ..." */
    /* Has it come to rest: will it do nothing until time moves on or the loop does something? Asked
     * again and again while time is held. */
    bool (*is_at_rest)(struct co_party *party);
    /* All have come to rest. In the order of entering, so that what is done here, such as setting
     * timers or waking tasks, is done in the same order in each run. What is done to a party here,
     * see co_party_disturb(), lets it run before time moves on. May be NULL. */
    void (*rests)(struct co_party *party);
    int descriptors[2]; /* that become readable when there may be news; -1: none */

    struct co_link link; /* private from here */
    struct co_loop *loop;
    bool rested, told;
    bool let_go; /* it held time for too long */
};

/* It runs from now on. */
void co_party_enter(struct co_party *party);
/* Something was done that may let it run again: its pipe was written to or read from, its sleep is
 * over, a signal was sent to it. */
void co_party_disturb(struct co_party *party);
/* Has it come to rest, and nothing was done to it since? So what is seen of it now is the same in
 * each run. True where there are no parties. */
bool co_party_rests(const struct co_party *party);
void co_party_leave(struct co_party *party);

/*
 * ---- The end ------------------------------------------------------------------------------------
 *
 * What was opened in a run and forgotten is closed with its loop, the newest first.
 */
struct co_ending {
    void (*end)(struct co_ending *ending); /* nothing can be awaited any more */
    struct co_link link;                   /* private */
    struct co_loop *loop;                  /* which it was added to; NULL: to none */
};
/* -EPERM: there is no loop. */
int co_ending_add(struct co_ending *ending);
/* It has been closed before. Harmless on one that was never added. */
void co_ending_remove(struct co_ending *ending);

/*
 * ---- Memory -------------------------------------------------------------------------------------
 */
/* realloc() that tests can let fail, see co_fail_allocation(); NULL as `memory` is malloc(), a size
 * of 0 is free(). */
void *co_memory_resize(void *memory, size_t size);

#endif
