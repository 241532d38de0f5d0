/* Async generators: a second stack within the task that asks for values. */
#include "co/generator_internal.h"

#include "co/kernel/current.h"
#include "co/kernel/loop.h"
#include "co/kernel/quarantine.h"
#include "co/kernel/stacks.h"
#include "co/kernel/task.h"
#include "co/runtime_internal.h"
#include "co/table.h"

#include <stdatomic.h>
#include <string.h>

/* The task goes on on the generator's stack. */
static void enter(struct co_task *task, struct co_generator_state *state)
{
    state->outer = task->generator;
    state->running = true;
    fiber_is_on(&state->caller, &task->fiber);
    fiber_is_on(&task->fiber, &state->fiber);
    task->generator = state;
    fiber_switch(&state->caller, &state->fiber);
}

static void step_back(struct co_task *task, struct co_generator_state *state)
{
    state->running = false;
    fiber_is_on(&task->fiber, &state->caller);
    task->generator = state->outer;
}

static void generator_entry(void)
{
    struct co_task *task = co_loop_now->running;
    struct co_generator_state *state = task->generator;

    fiber_arrived(&state->fiber);
    state->result = state->run(state->arguments);
    state->ended = true;
    task = co_loop_now->running;
    if (unlikely(state->scopes))
        task_forget_timeouts(task, state->slot);
    step_back(task, state);
    fiber_leave(&state->caller);
}

static _Atomic uintptr_t generators_begun;

static struct co_generator_state *state_create(struct co_loop *loop, const struct co_coro *coro)
{
    struct co_generator_state *state;
    struct co_task *slot;

    if (table_reserve(&runtime_of(loop)->generators.by_id) < 0)
        return NULL;
    slot = task_take_stack(loop, coro->stack_size);
    if (!slot)
        return NULL;
    stack_top_is_reused(&loop->stacks, slot->stack);
    slot->name = coro->name;
    slot->has_name = false;
    state = (struct co_generator_state *)(quarantine_stack_top(loop, slot) -
                                          ((sizeof *state + 63) & ~(size_t)63));
    memset(state, 0, sizeof *state);
    state->slot = slot;
    table_add(&runtime_of(loop)->generators.by_id, &state->by_id,
              atomic_fetch_add_explicit(&generators_begun, 1, memory_order_relaxed));
    state->run = coro->run;
    state->arguments = (char *)state - ((coro->size + 15) & ~(size_t)15);
    if (coro->size)
        memcpy(state->arguments, coro->arguments, coro->size);
    stack_prepare(slot->stack, slot->stack_class, &state->fiber, state->arguments, generator_entry);
    list_append(&runtime_of(loop)->generators.open, &state->link);
    return state;
}

static void forget(struct co_loop *loop, struct co_generator_state *state)
{
    table_remove(&runtime_of(loop)->generators.by_id, &state->by_id);
    list_remove(&runtime_of(loop)->generators.open, &state->link);
}

/* Returns the error that the generator ended with; 0: none. */
static int state_free(struct co_loop *loop, struct co_generator_state *state)
{
    int result = state->result;

    forget(loop, state);
    if (unlikely(loop->quarantine.on))
        quarantine_keep_slot(loop, state->slot);
    else
        task_give_stack(loop, state->slot);
    return result < 0 ? result : 0;
}

static int check(struct co_loop *loop, const struct co_generator *generator)
{
    if (unlikely(!loop || !loop->running))
        return co_raise(-EPERM, "only a task can run an async generator");
    if (unlikely(!generator->state))
        return 0;
    if (unlikely(generator->loop != loop->serial))
        return co_raise(-EBADF, "the generator belongs to another loop or to one that has ended");
    if (unlikely(generator->state->running))
        return co_raise(-EPERM, "asynchronous generator is already running");
    return 0;
}

static int begin(struct co_loop *loop, struct co_generator *generator)
{
    if (generator->coro.size > CO_ARGUMENTS_MAX)
        return co_raise(-EINVAL, "the arguments of a generator are too large");
    generator->state = state_create(loop, &generator->coro);
    if (!generator->state)
        return co_raise(-ENOMEM, "there is no memory for the stack of a generator");
    generator->loop = loop->serial;
    generator->id = generator->state->by_id.key;
    return 0;
}

int co_generator_next(struct co_generator *generator, intptr_t *value)
{
    struct co_loop *loop = co_loop_now;
    int rc = check(loop, generator);

    if (unlikely(rc < 0 || generator->ended))
        return rc;
    if (unlikely(!generator->state) && (rc = begin(loop, generator)) < 0)
        return rc;
    enter(loop->running, generator->state);
    if (likely(!generator->state->ended)) {
        *value = generator->state->value;
        return 1;
    }
    rc = state_free(loop, generator->state);
    generator->state = NULL;
    generator->ended = true;
    return rc;
}

/* End an open generator. Returns the result of its cleanup; *ended: false if it yielded again. */
static int close_open(struct co_loop *loop, struct co_generator_state *state, bool *ended)
{
    int cancelling = loop->running->cancelling, rc;

    state->closing = true;
    enter(loop->running, state);
    *ended = state->ended;
    if (!*ended)
        return co_raise(-EPERM, "async generator ignored GeneratorExit");
    rc = state_free(loop, state);
    /* The generator may return the -ECANCELED of its yield; that is no error, unless the caller was
     * cancelled meanwhile. */
    return rc == -ECANCELED && loop->running->cancelling <= cancelling ? 0 : rc;
}

int co_generator_close(struct co_generator *generator)
{
    struct co_loop *loop = co_loop_now;
    int rc = check(loop, generator);

    if (rc < 0)
        return rc;
    if (generator->state) {
        rc = close_open(loop, generator->state, &generator->ended);
        if (generator->ended)
            generator->state = NULL;
    }
    generator->ended = !generator->state;
    return rc;
}

/* ---- Generators that are dropped, or left open at the end ---- */

static int close_left_over(void *arguments)
{
    struct co_generator_state *state = *(struct co_generator_state **)arguments;
    bool ended;
    int rc = close_open(co_loop_now, state, &ended);

    if (!ended)
        forget(co_loop_now, state);
    return rc;
}

/* By a task of its own. */
static int close_soon(struct co_loop *loop, struct co_generator_state *state)
{
    struct co_task *task = co_create_task(
        (struct co_coro){ close_left_over, &state, sizeof state, state->slot->name, 0, NULL });

    if (!task)
        return loop->tasks.create_error;
    co_task_detach(task);
    return 1;
}

int generators_close_one(struct co_loop *loop)
{
    struct co_generator_state *state =
        list_first(&runtime_of(loop)->generators.open, struct co_generator_state, link);

    /* A generator that runs is in a task that did not end. */
    while (state && state->running)
        state = list_next(state, link);
    return state ? close_soon(loop, state) : 0;
}

/* Another thread has dropped the generator with this id, which may have been closed meanwhile. */
static int drop_by_id(void *id)
{
    struct table_link *link = table_find(&runtime_of(co_loop_now)->generators.by_id, (uintptr_t)id);
    struct co_generator_state *state =
        link ? container_of(link, struct co_generator_state, by_id) : NULL;

    if (state && !state->running)
        (void)close_soon(co_loop_now, state);
    return 0;
}

/* Without memory for the task it stays open until the end of the run. */
static int drop_here(struct co_loop *loop, struct co_generator *generator)
{
    if (generator->state->running)
        return co_raise(-EPERM, "asynchronous generator is already running");
    (void)close_soon(loop, generator->state);
    return 0;
}

int co_generator_drop(struct co_generator *generator)
{
    int rc = 0;

    if (generator->state && co_loop_now && generator->loop == co_loop_now->serial)
        rc = drop_here(co_loop_now, generator);
    else if (generator->state)
        rc = co_call_soon_threadsafe((struct co_loop *)(uintptr_t)generator->loop, drop_by_id,
                                     (void *)generator->id);
    if (rc == 0) {
        generator->state = NULL;
        generator->ended = true;
    }
    return rc;
}

/* ---- Inside ---- */

int co_yield(intptr_t value)
{
    struct co_task *task = co_loop_now ? co_loop_now->running : NULL;
    struct co_generator_state *state = task ? task->generator : NULL;

    if (!state)
        return co_raise(-EPERM, "only a generator can yield");
    if (unlikely(state->scopes))
        return co_raise(-EPERM, "a generator cannot yield within a timeout scope or a task group");
    state->value = value;
    step_back(task, state);
    fiber_switch(&state->fiber, &state->caller);
    return state->closing ? -ECANCELED : 0;
}

/* ---- As any iterator ---- */

static int next_of_generator(struct co_iterator *iterator, intptr_t *value)
{
    return co_generator_next(container_of(iterator, struct co_generator, iterator), value);
}

struct co_iterator *co_generator_iterator(struct co_generator *generator)
{
    generator->iterator.next = next_of_generator;
    return &generator->iterator;
}
