/* Threads that are blocked until another thread has done something. */
#ifndef CO_BLOCKED_INTERNAL_H
#define CO_BLOCKED_INTERNAL_H

#include "co/kernel/base.h"

#include <pthread.h>

struct job;

/* A thread that waits, on its stack. It is found by the future and by the loop. */
struct blocked {
    struct co_link by_future, by_loop;
    struct co_concurrent_future *future; /* NULL: for threads to do something */
    struct co_loop *loop;                /* NULL: of no loop */
    struct job *job;                     /* NULL: the loop's own thread */
    void (*resume)(struct job *job);     /* called when the job may go on; of a job */
    pthread_cond_t changed;
    bool counts; /* it goes on only if another thread lets it, and so is not active */
    bool given_up;
};

/* Locks, and blocked_end() unlocks. The members future, loop, job and resume are set. */
void blocked_begin(struct blocked *blocked);
void blocked_end(struct blocked *blocked);
/* Until something changes or the deadline on the monotonic clock, then false. */
bool blocked_wait(struct blocked *blocked, int64_t deadline);
/* Locked. It runs again: the thread that lets it counts it as active. */
void blocked_unblock(struct blocked *blocked);
/* At the end of the loop: its jobs that wait for what cannot come go on. Returns whether there were
 * any. */
bool blocked_give_up(struct co_loop *loop);

/* ---- Threads that run, on the real clock ---- */

/* Locked. A thread of the loop runs from now on, or will by itself. */
void threads_count_active(struct co_loop *loop);
/* Locked. A thread of the loop has ended or blocked: the loop may wait for that. */
void threads_count_idle(struct co_loop *loop);

#endif
