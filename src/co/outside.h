/*
 * What src/io needs of the runtime beside co.h: waiting for descriptors that it keeps, time that is
 * held while the outside world runs, and the end of the loop.
 *
 * On the virtual clock time stands still while anything runs, outside as well as inside:
 *
 * - A descriptor both of whose ends are in this process is `inside`. What is written at one end can
 * be read at the other at once, so there is nothing to wait for: time jumps when no end is ready.
 * It must be of a kind of which that is true: a pipe or a Unix socket. - A party is an outside
 * process that can be looked at: a child process. Time is held until all parties are idle and no
 * task is ready. Then the output of all parties is delivered at once, in the order in which tasks
 * began to wait for it. A party that never goes idle holds time no longer than an unknown peer
 * would, or five seconds if there is no deadline. Then a report says so, and from then on the
 * party's output is delivered as it arrives. - Any other descriptor belongs to a peer about which
 * nothing is known. Time is held while a task waits for such a descriptor, for as long as the next
 * deadline is away in real time, but for at least two seconds.
 */
#ifndef CO_OUTSIDE_H
#define CO_OUTSIDE_H

#include "co/co.h"
#include "co/list.h"

/* Does time jump? False on the real clock, and outside of a loop. */
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
/* Close the descriptor. A task that still waits for it gets -EBADF; callbacks have to be removed
 * before. -1 is allowed. */
void co_descriptor_close(int descriptor);

/*
 * ---- Waiting for each other ---------------------------------------------------------------------
 */

/* Wait until all tasks in the list are woken. `kind` is a static string, for reports; list and
 * resource must outlive the wait. */
CO_ASYNC int co_waitlist_wait(struct co_waitlist *list, struct co_resource *resource,
                              const char *kind);
void co_waitlist_wake_all(struct co_waitlist *list);
/* The same in a callback, for what has come from outside and was waited for since then
 * (nanoseconds), whatever the callback was called for. */
void co_waitlist_wake_all_from_outside(struct co_waitlist *list, int64_t since);
/* The running task has done what other tasks wait for: reports say so. */
void co_resource_touch(struct co_resource *resource);

/*
 * ---- Parties ------------------------------------------------------------------------------------
 *
 * Only on the virtual clock; elsewhere these functions do nothing. A party lies in the struct of
 * the process, and has to leave before that struct is freed.
 */
struct co_party {
    const char *name; /* for a person: "child 7, sh -c ..." */
    /* Is the party idle: will it do nothing until time moves on or the loop does something? Called
     * again and again while time is held. */
    bool (*is_at_rest)(struct co_party *party);
    /* All parties are idle. Called in the order of entering, so that timers are set and tasks are
     * woken in the same order in each run. A party that is disturbed here, see co_party_disturb(),
     * runs before time moves on. May be NULL. */
    void (*rests)(struct co_party *party);
    int descriptors[2]; /* that become readable when there may be news; -1: none */

    struct co_link link; /* private from here */
    struct co_loop *loop;
    bool rested, told;
    bool let_go; /* it held time for too long */
};

/* The party runs from now on. */
void co_party_enter(struct co_party *party);
/* The party may run again: its pipe was written to or read from, its sleep is over, or a signal was
 * sent to it. */
void co_party_disturb(struct co_party *party);
/* Is the party idle, and undisturbed since? Then its state is the same in each run. True on the
 * real clock. */
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
/* The thing has been closed before. Harmless if the ending was never added. */
void co_ending_remove(struct co_ending *ending);

/*
 * ---- Memory -------------------------------------------------------------------------------------
 */
/* realloc() that tests can let fail, see co_fail_allocation(); NULL as `memory` is malloc(), a size
 * of 0 is free(). */
void *co_memory_resize(void *memory, size_t size);

#endif
