/* Async generators: a second stack within the task that asks for values. */
#include "internal.h"

#include <string.h>

/* On top of the generator's own stack, below the head of its slot. */
struct co_generator_state {
    struct co_fiber caller, fiber; /* of the side that does not run */
    struct co_task *slot;
    struct co_generator_state *outer; /* the generator that asked */
    int (*run)(void *arguments);
    void *arguments;
    intptr_t value;
    bool running, closing, ended;
    int result;
};

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
    step_back(task, state);
    fiber_leave(&state->caller);
}

static struct co_generator_state *state_create(struct co_loop *loop, const struct co_coro *coro)
{
    struct co_task *slot = stacks_take(&loop->stacks, coro->stack_size);
    struct co_generator_state *state;

    if (!slot)
        return NULL;
    slot->references = 0; /* not a task: only the name, for a stack overflow */
    slot->name = coro->name;
    slot->has_name = false;
    state = (struct co_generator_state *)((char *)slot - ((sizeof *state + 63) & ~(size_t)63));
    memset(state, 0, sizeof *state);
    state->slot = slot;
    state->run = coro->run;
    state->arguments = (char *)state - ((coro->size + 15) & ~(size_t)15);
    if (coro->size)
        memcpy(state->arguments, coro->arguments, coro->size);
    char *bottom = stack_bottom(slot);
    state->fiber = slot->fiber;
    fiber_prepare(&state->fiber, bottom, (size_t)((char *)state->arguments - bottom),
                  generator_entry);
    slot->fiber = state->fiber;
    return state;
}

static void state_free(struct co_loop *loop, struct co_generator *generator)
{
    stacks_give(&loop->stacks, generator->state->slot);
    generator->state = NULL;
    generator->ended = true;
}

static int check(struct co_loop *loop, const struct co_generator *generator)
{
    if (!loop || !loop->running)
        return co_raise(-EPERM, "only a task can run an async generator");
    if (generator->state && generator->state->running)
        return co_raise(-EPERM, "asynchronous generator is already running");
    return 0;
}

int co_generator_next(struct co_generator *generator, intptr_t *value)
{
    struct co_loop *loop = co_loop_now;
    int rc = check(loop, generator);

    if (rc < 0 || generator->ended)
        return rc;
    if (generator->coro.size > CO_ARGUMENTS_MAX)
        return co_raise(-EINVAL, "the arguments of a generator are too large");
    if (!generator->state && !(generator->state = state_create(loop, &generator->coro)))
        return co_raise(-ENOMEM, "there is no memory for the stack of a generator");
    enter(loop->running, generator->state);
    if (!generator->state->ended) {
        *value = generator->state->value;
        return 1;
    }
    rc = generator->state->result;
    state_free(loop, generator);
    return rc < 0 ? rc : 0;
}

int co_generator_close(struct co_generator *generator)
{
    struct co_loop *loop = co_loop_now;
    int rc = check(loop, generator);

    if (rc < 0)
        return rc;
    if (!generator->state) {
        generator->ended = true;
        return 0;
    }
    int cancelling = loop->running->cancelling;
    generator->state->closing = true;
    enter(loop->running, generator->state);
    if (!generator->state->ended)
        return co_raise(-EPERM, "async generator ignored GeneratorExit");
    rc = generator->state->result;
    state_free(loop, generator);
    /* It may hand back the -ECANCELED of its yield, unless that is what its caller was sent
     * meanwhile. */
    if (rc == -ECANCELED && loop->running->cancelling <= cancelling)
        rc = 0;
    return rc < 0 ? rc : 0;
}

int co_yield(intptr_t value)
{
    struct co_task *task = co_loop_now ? co_loop_now->running : NULL;
    struct co_generator_state *state = task ? task->generator : NULL;

    if (!state)
        return co_raise(-EPERM, "yield outside of a generator");
    state->value = value;
    step_back(task, state);
    fiber_switch(&state->fiber, &state->caller);
    return state->closing ? -ECANCELED : 0;
}
