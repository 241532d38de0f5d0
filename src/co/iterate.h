/* Iteration: async iterators and generators. */
#ifndef CO_ITERATE_H
#define CO_ITERATE_H

#include "co/task.h"

CO_BEGIN

/*
 * ---- Async iteration ----------------------------------------------------------------------------
 *
 * An object that gives values one by one has a co_iterator as a member, usually the first.
 */
struct co_iterator {
    /* Give the next value. 1: the value is in *value. 0: there are no more. Or an error. May
     * suspend. Python: __anext__(). */
    int (*next)(struct co_iterator *self, intptr_t *value);
    /* Begin a loop over the object. NULL: nothing has to be done, and a loop goes on where the last
     * loop stopped. Python: __aiter__(). */
    void (*begin)(struct co_iterator *self);
};

/* Call this once, before a loop. */
void co_iterator_begin(struct co_iterator *iterator);
/* Get the next value: 1, 0 or an error, as from `next`. Suspends: if `next` does. -EINVAL: the
 * iterator has no `next`. Python: anext(iterator). */
CO_ASYNC int co_iterator_next(struct co_iterator *iterator, intptr_t *value);
/* The same, but at the end *value is `otherwise`, and the call returns 0. Suspends: if `next` does.
 * Python: anext(iterator, default). */
CO_ASYNC int co_iterator_next_or(struct co_iterator *iterator, intptr_t *value, intptr_t otherwise);

/*
 * ---- Async generators ---------------------------------------------------------------------------
 *
 * A generator is a coroutine that gives values one by one. It runs within the task that asks for
 * the next value, on a stack of its own, so awaiting in the generator suspends that task. Its
 * arguments are copied at the first request. When the run ends, generators that are still open are
 * closed, after the tasks that were left, the oldest first. An error of such a cleanup is reported
 * as an error that no task has seen.
 */
struct co_generator {
    struct co_coro coro;
    struct co_iterator iterator;      /* see co_generator_iterator() */
    struct co_generator_state *state; /* private from here */
    uint64_t loop;
    uintptr_t id;
    bool ended;
};

/* Run the generator to its next yield. 1: the value is in *value. 0: the generator has ended. Or
 * the error with which it ended. Suspends: if the generator does. -ENOMEM. -EPERM: the generator is
 * running already. -EBADF: the generator belongs to another loop, or to a run that has ended.
 * asyncio: anext(). */
CO_ASYNC int co_generator_next(struct co_generator *generator, intptr_t *value);
/* End the generator early: its pending co_yield returns -ECANCELED, and it may clean up. Returns 0
 * or the error of the cleanup. Does nothing if the generator or its run has ended. Suspends: if the
 * cleanup does. -EPERM: the generator yielded once more, or is running. asyncio: aclose(). */
CO_ASYNC int co_generator_close(struct co_generator *generator);
/* Drop the generator: no task will ask it again. A task of the loop closes it, at the latest at the
 * end of the run. Use this where the caller cannot wait for co_generator_close(), and in other
 * threads. -EPERM: the generator is running, or its loop has ended. -ENOMEM. asyncio: the
 * collection of a generator as garbage. */
int co_generator_drop(struct co_generator *generator);
/* In a generator, give a value to the task that asked. Suspends: the generator always, until a task
 * asks again; the task does not suspend. -ECANCELED: the generator is being closed. -EPERM: the
 * caller is not a generator, or the generator has entered a timeout scope or a task group, which
 * would cancel the task that asks. */
#ifndef __cpp_impl_coroutine
CO_ASYNC int co_yield(intptr_t value);
#endif
/* The generator as an iterator. Valid as long as the generator. */
struct co_iterator *co_generator_iterator(struct co_generator *generator);

CO_END

#endif
