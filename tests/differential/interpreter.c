#include "co/sugar.h"
#include "program.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* The code for an ExceptionGroup; the runtime has none, since a group returns its first error. */
#define GROUP_OF_ERRORS (-EMULTIHOP)

enum { RESULT_MAX = 32, ROUNDS_OF_CANCELLING = 30 };

/* What the tasks of a program share. Static, as some tasks go on after main has ended. */
static struct {
    const struct program *program;
    struct trace *trace;
    struct co_task **tasks;
    struct co_lock lock;
    struct co_semaphore semaphore;
    struct co_event event;
    struct co_barrier barrier;
    struct co_condition condition;
    struct co_queue queue;
} world;

/* What a task knows of itself. */
struct actor {
    bool holds_lock;
};

/* Does what the operation says. The result is "" at first. */
typedef int perform(const struct operation *operation, struct actor *actor,
                    char result[RESULT_MAX]);

/* The parameters of a function that performs. */
#define PERFORM(name)                                                                              \
    CO_ASYNC static int name(const struct operation *operation __attribute__((unused)),            \
                             struct actor *actor __attribute__((unused)),                          \
                             char result[RESULT_MAX] __attribute__((unused)))

__attribute__((format(printf, 1, 2))) static void trace(const char *format, ...)
{
    struct trace *trace = world.trace;
    size_t room = sizeof trace->text - trace->length;
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(trace->text + trace->length, room, format, arguments);
    va_end(arguments);
    trace->length += (size_t)length < room ? (size_t)length : room - 1;
}

/* ---- Results ---- */

static const char *error_letters(int code)
{
    switch (code) {
    case -ECANCELED:
        return "CE";
    case -ETIMEDOUT:
        return "TO";
    case -ESHUTDOWN:
        return "QS";
    case -ENODATA:
        return "QE";
    case -ENOSPC:
        return "QF";
    case -ENOTRECOVERABLE:
        return "BB";
    case GROUP_OF_ERRORS:
        return "EG";
    default:
        return "VE"; /* ValueError and RuntimeError */
    }
}

static int number(char result[RESULT_MAX], int rc)
{
    if (rc >= 0)
        snprintf(result, RESULT_MAX, "%d", rc);
    return rc;
}

static int truth(char result[RESULT_MAX], bool value)
{
    snprintf(result, RESULT_MAX, "%s", value ? "True" : "False");
    return 0;
}

static int skip(char result[RESULT_MAX])
{
    snprintf(result, RESULT_MAX, "skip");
    return 0;
}

/* ---- Blocks ---- */

static perform *find(const char *name);

/* Run operations one after the other until one fails, and trace each. */
CO_ASYNC static int run_operations(const struct operation *operations, int count,
                                   struct actor *actor)
{
    for (int i = 0; i < count; i++) {
        char result[RESULT_MAX] = "";
        int rc;

        if (strcmp(operations[i].name, "ch") == 0)
            continue; /* the group has made a task of it */
        rc = find(operations[i].name)(&operations[i], actor, result);
        if (rc < 0) {
            trace(" %s!%s", operations[i].label, error_letters(rc));
            return rc;
        }
        trace(" %s=%s", operations[i].label, result);
    }
    return 0;
}

CO_ASYNC static int run_block(const struct block *block, struct actor *actor)
{
    return run_operations(block->operations, block->count, actor);
}

/* A block as a task of its own. */
ASYNC(act, const struct block *block;)
{
    struct actor actor = { 0 };

    return run_block(my->block, &actor);
}

/* ---- Time, and cancelling ---- */

PERFORM(perform_turns)
{
    for (int i = 0; i < (int)operation->a; i++)
        await(co_sleep(0));
    return 0;
}

PERFORM(perform_sleep)
{
    return co_sleep(operation->a / 1000);
}

PERFORM(perform_timeout)
{
    struct co_timeout timeout = { 0 };

    await(co_timeout_enter(&timeout, operation->a / 1000));
    return co_timeout_exit(&timeout, run_block(&operation->block, actor));
}

PERFORM(perform_wait_for)
{
    return co_wait_for(co_create_task(CORO(act, &operation->block)), operation->a / 1000);
}

/* try: ... except BaseException: */
PERFORM(perform_try)
{
    int rc = run_block(&operation->block, actor);

    if (rc < 0)
        snprintf(result, RESULT_MAX, "%s%d", error_letters(rc),
                 co_task_cancelling(co_current_task()));
    return 0;
}

PERFORM(perform_fail)
{
    return -EINVAL;
}

PERFORM(perform_cancel)
{
    return truth(result, co_task_cancel(world.tasks[(int)operation->a]));
}

PERFORM(perform_uncancel)
{
    return number(result, co_task_uncancel(co_current_task()));
}

/* ---- Primitives ---- */

PERFORM(perform_lock_acquire)
{
    if (actor->holds_lock)
        return skip(result);
    await(co_lock_acquire(&world.lock));
    actor->holds_lock = true;
    return 0;
}

PERFORM(perform_lock_release)
{
    if (!actor->holds_lock)
        return skip(result);
    actor->holds_lock = false;
    return co_lock_release(&world.lock);
}

PERFORM(perform_semaphore_acquire)
{
    return co_semaphore_acquire(&world.semaphore);
}

PERFORM(perform_semaphore_release)
{
    return co_semaphore_release(&world.semaphore);
}

PERFORM(perform_event_wait)
{
    await(co_event_wait(&world.event));
    return truth(result, co_event_is_set(&world.event));
}

PERFORM(perform_event_set)
{
    return co_event_set(&world.event);
}

PERFORM(perform_event_clear)
{
    co_event_clear(&world.event);
    return 0;
}

PERFORM(perform_barrier_wait)
{
    return number(result, co_barrier_wait(&world.barrier));
}

PERFORM(perform_barrier_reset)
{
    return co_barrier_reset(&world.barrier);
}

PERFORM(perform_barrier_abort)
{
    return co_barrier_abort(&world.barrier);
}

PERFORM(perform_condition_wait)
{
    WITH_CONDITION(&world.condition)
        await(co_condition_wait(&world.condition));
    return 0;
}

PERFORM(perform_condition_notify)
{
    WITH_CONDITION(&world.condition)
        await(co_condition_notify(&world.condition, (size_t)operation->a));
    return 0;
}

PERFORM(perform_queue_put)
{
    return co_queue_put(&world.queue, (void *)(intptr_t)operation->a);
}

PERFORM(perform_queue_put_nowait)
{
    return co_queue_put_nowait(&world.queue, (void *)(intptr_t)operation->a);
}

PERFORM(perform_queue_get)
{
    void *item;

    await(co_queue_get(&world.queue, &item));
    return number(result, (int)(intptr_t)item);
}

PERFORM(perform_queue_get_nowait)
{
    void *item;

    await(co_queue_get_nowait(&world.queue, &item));
    return number(result, (int)(intptr_t)item);
}

PERFORM(perform_queue_task_done)
{
    return co_queue_task_done(&world.queue);
}

PERFORM(perform_queue_join)
{
    return co_queue_join(&world.queue);
}

PERFORM(perform_queue_shutdown)
{
    return co_queue_shutdown(&world.queue, operation->a != 0);
}

/* ---- Tasks ---- */

PERFORM(perform_await)
{
    return co_await(world.tasks[(int)operation->a]);
}

PERFORM(perform_shield)
{
    return co_shield(world.tasks[(int)operation->a]);
}

#define BOTH_TASKS(operation)                                                                      \
    {                                                                                              \
        world.tasks[(int)(operation)->a], world.tasks[(operation)->b]                              \
    }

PERFORM(perform_gather)
{
    struct co_task *both[] = BOTH_TASKS(operation);

    return co_gather(both, 2, NULL, 0);
}

PERFORM(perform_wait_first_completed)
{
    struct co_task *both[] = BOTH_TASKS(operation);

    return number(result, co_wait(both, 2, CO_FOREVER, CO_FIRST_COMPLETED));
}

PERFORM(perform_wait_first_exception)
{
    struct co_task *both[] = BOTH_TASKS(operation);

    return number(result, co_wait(both, 2, 0.003, CO_FIRST_EXCEPTION));
}

PERFORM(perform_as_completed)
{
    struct co_task *both[] = BOTH_TASKS(operation), *task;
    struct co_as_completed next = CO_AS_COMPLETED(both, 2);
    int count = 0;

    next.timeout = 0.003;
    while (await(co_as_completed(&next, &task)) > 0) {
        count++;
        await(co_sleep(0));
    }
    return number(result, count);
}

PERFORM(perform_eager_task)
{
    struct co_task *task = co_create_eager_task(CORO(act, &operation->block));

    trace(" made");
    return co_await(task);
}

PERFORM(perform_task_group)
{
    const struct block *block = &operation->block;
    struct co_task_group group = { 0 };
    struct co_task_error error;
    bool has_failed = false;
    int rc;

    await(co_task_group_enter(&group));
    for (int i = 0; i < block->count; i++) {
        if (strcmp(block->operations[i].name, "ch") == 0)
            co_task_group_create_task(&group, CORO(act, &block->operations[i].block));
    }
    rc = co_task_group_exit(&group, run_block(block, actor));
    while (co_task_group_next_error(&group, &error) > 0)
        has_failed = true;
    return has_failed ? GROUP_OF_ERRORS : rc;
}

/* ---- Generators ---- */

CO_ASYNC static int run_and_yield(const struct block *block, struct actor *actor)
{
    for (int i = 0; i < block->count; i++) {
        await(run_operations(&block->operations[i], 1, actor));
        await(co_yield(i));
    }
    return 0;
}

/* Yields after each operation; its cleanup takes a turn. */
ASYNC(generate, const struct operation *operation; struct actor * actor;)
{
    int rc = run_and_yield(&my->operation->block, my->actor);

    trace(" %s:fin", my->operation->owner);
    await(co_sleep(0));
    trace(" %s:fin2", my->operation->owner);
    return rc;
}

CO_ASYNC static int exhaust(struct co_generator *generator, const char *owner)
{
    intptr_t value;

    while (await(co_generator_next(generator, &value)) > 0) {
        trace(" %sv%d", owner, (int)value);
        await(co_sleep(0));
    }
    return 0;
}

PERFORM(perform_generator)
{
    struct co_generator generator = GENERATOR(generate, operation, actor);
    int rc = exhaust(&generator, operation->owner);

    await(co_generator_close(&generator));
    return rc;
}

/* ---- Names ---- */

static const struct {
    const char *name;
    perform *perform;
} operations[] = {
    { "y", perform_turns },
    { "sl", perform_sleep },
    { "to", perform_timeout },
    { "wf", perform_wait_for },
    { "tr", perform_try },
    { "fail", perform_fail },
    { "cx", perform_cancel },
    { "ux", perform_uncancel },
    { "la", perform_lock_acquire },
    { "lr", perform_lock_release },
    { "sa", perform_semaphore_acquire },
    { "sr", perform_semaphore_release },
    { "ew", perform_event_wait },
    { "es", perform_event_set },
    { "ec", perform_event_clear },
    { "bw", perform_barrier_wait },
    { "br", perform_barrier_reset },
    { "ba", perform_barrier_abort },
    { "cw", perform_condition_wait },
    { "cn", perform_condition_notify },
    { "qp", perform_queue_put },
    { "qpn", perform_queue_put_nowait },
    { "qg", perform_queue_get },
    { "qgn", perform_queue_get_nowait },
    { "qd", perform_queue_task_done },
    { "qj", perform_queue_join },
    { "qs", perform_queue_shutdown },
    { "aw", perform_await },
    { "sh", perform_shield },
    { "ga", perform_gather },
    { "wt", perform_wait_first_completed },
    { "wx", perform_wait_first_exception },
    { "as", perform_as_completed },
    { "ee", perform_eager_task },
    { "tg", perform_task_group },
    { "ge", perform_generator },
};

static perform *find(const char *name)
{
    for (size_t i = 0; i < COUNT(operations); i++) {
        if (strcmp(name, operations[i].name) == 0)
            return operations[i].perform;
    }
    fprintf(stderr, "there is no operation %s\n", name);
    exit(2);
}

/* ---- Runs ---- */

static bool all_are_done(void)
{
    for (int i = 0; i < world.program->count; i++) {
        if (!co_task_done(world.tasks[i]))
            return false;
    }
    return true;
}

static char end_of(struct co_task *task)
{
    if (!co_task_done(task))
        return 'p';
    if (co_task_cancelled(task))
        return 'C';
    return co_task_result(task) < 0 ? 'F' : 'D';
}

static void trace_state(void)
{
    trace(" ");
    for (int i = 0; i < world.program->count; i++)
        trace("%c", end_of(world.tasks[i]));
    for (int i = 0; i < world.program->count; i++)
        trace("%d", co_task_cancelling(world.tasks[i]));
    trace(" lock=%d sem=%d,%d ev=%d bar=%d,%d cond=%d q=%zu,%zu", co_lock_locked(&world.lock),
          (int)world.semaphore.value, co_semaphore_locked(&world.semaphore),
          co_event_is_set(&world.event), co_barrier_n_waiting(&world.barrier),
          co_barrier_broken(&world.barrier), co_condition_locked(&world.condition),
          co_queue_qsize(&world.queue), world.queue.unfinished);
}

/* Run the tasks for a while; then cancel what is left of them until all have ended. */
ASYNC(main)
{
    for (int i = 0; i < world.program->count; i++)
        world.tasks[i] = co_task_keep(co_create_task(CORO(act, &world.program->tasks[i])));
    await(co_sleep(0.05));
    trace(" |");
    for (int round = 0; round < ROUNDS_OF_CANCELLING; round++) {
        for (int i = 0; i < world.program->count; i++)
            co_task_cancel(world.tasks[i]);
        await(co_sleep(0.05));
        if (all_are_done())
            break;
    }
    trace_state();
    return 0;
}

void program_run(const struct program *program, struct trace *into)
{
    struct co_options options = { .clock = CO_CLOCK_VIRTUAL };
    int rc;

    memset(&world, 0, sizeof world);
    world.program = program;
    world.trace = into;
    world.tasks = calloc((size_t)program->count, sizeof *world.tasks);
    world.semaphore = CO_SEMAPHORE(1);
    world.barrier = CO_BARRIER(2);
    world.queue = CO_QUEUE(2);
    into->length = 0;
    into->text[0] = '\0';
    if (!world.tasks)
        abort();
    rc = co_run(CORO(main), &options);
    if (rc < 0)
        trace(" !!%s", co_error_name(rc));
    /* What is left in the queue. */
    (void)co_queue_shutdown(&world.queue, true);
    free(world.tasks);
    /* Each word has a blank before it. */
    memmove(into->text, into->text + 1, into->length);
    into->length--;
}
