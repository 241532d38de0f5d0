/* Debug mode: faults that cost time to notice. Without it no function here is called. */
#include "co/debug_internal.h"

#include "co/kernel/clock.h"
#include "co/kernel/current.h"
#include "co/kernel/fiber.h"
#include "co/kernel/inspector.h"
#include "co/kernel/loop.h"
#include "co/kernel/memory.h"
#include "co/kernel/quarantine.h"
#include "co/kernel/report.h"
#include "co/kernel/task.h"
#include "co/runtime_internal.h"
#include "co/table.h"

#include <stdio.h>
#include <stdlib.h>

static void report_task(struct co_loop *loop, enum co_report_kind kind, const char *message,
                        struct co_task *task, const struct co_place *place)
{
    report(loop, &(struct co_report){ .kind = kind,
                                      .message = message,
                                      .text = "",
                                      .task = task,
                                      .place = place,
                                      .created = task ? co_task_created(task) : NULL });
}

/* ---- Slow steps ---- */

static void report_slow_step(struct co_loop *loop, struct co_task *task, int64_t taken)
{
    char message[CO_NAME_MAX + 64];
    struct co_report slow = { .kind = CO_REPORT_SLOW_STEP,
                              .message = message,
                              .text = "",
                              .task = task,
                              .place = co_place_now,
                              .created = task ? co_task_created(task) : NULL,
                              .seconds = (double)taken / (double)NANOSECONDS };

    co_format(message, sizeof message, "Executing %s took %.3f seconds",
              task ? co_task_name(task) : "a callback", slow.seconds);
    report(loop, &slow);
}

static void look_at_time(struct co_loop *loop, struct co_task *task, int64_t before)
{
    int64_t taken = loop_clock(loop) - before;

    if (taken >= runtime_of(loop)->debug.slow)
        report_slow_step(loop, task, taken);
}

static void fire_timer(struct co_loop *loop, struct co_timer *timer,
                       void (*fire)(struct co_loop *loop, struct co_timer *timer))
{
    int64_t before = loop_clock(loop);

    fire(loop, timer);
    look_at_time(loop, NULL, before);
}

static void run_step(struct co_loop *loop, uintptr_t entry)
{
    struct co_task *task = ready_task(entry);
    int64_t before = loop_clock(loop);

    /* The timers that are due are looked at one by one. */
    if (entry == ((uintptr_t)&loop->due.handle | 1)) {
        loop_run_step(loop, entry);
        return;
    }
    if (task)
        task_reference(task);
    loop_run_step(loop, entry);
    quarantine_seal_left(loop);
    look_at_time(loop, task, before);
    if (task)
        task_unreference(task);
}

/* ---- Locks that are held ---- */

/* The lock's address is a key only: the lock may be gone. */
struct held_lock {
    struct table_link by_lock, by_task;
    const struct co_place *place;
};

void debug_lock_taken(struct co_loop *loop, const struct co_lock *lock)
{
    struct held_lock *held;

    /* Without memory, debug mode does not notice that the lock stays held. */
    if (table_reserve(&runtime_of(loop)->debug.held_locks) < 0 ||
        table_reserve(&runtime_of(loop)->debug.lock_holders) < 0 ||
        !(held = memory_resize(NULL, sizeof *held)))
        return;
    held->place = lock->held.place;
    table_add(&runtime_of(loop)->debug.held_locks, &held->by_lock, (uintptr_t)lock);
    table_add(&runtime_of(loop)->debug.lock_holders, &held->by_task, lock->held.task);
}

static void forget_held_lock(struct co_loop *loop, struct held_lock *held)
{
    table_remove(&runtime_of(loop)->debug.held_locks, &held->by_lock);
    table_remove(&runtime_of(loop)->debug.lock_holders, &held->by_task);
    memory_resize(held, 0);
}

void debug_lock_released(struct co_loop *loop, const struct co_lock *lock)
{
    struct table_link *link = table_find(&runtime_of(loop)->debug.held_locks, (uintptr_t)lock);

    if (link)
        forget_held_lock(loop, container_of(link, struct held_lock, by_lock));
}

static void forget_held_locks(struct co_loop *loop)
{
    struct table_link *link;
    size_t position = 0;

    while ((link = table_any(&runtime_of(loop)->debug.held_locks, &position)))
        forget_held_lock(loop, container_of(link, struct held_lock, by_lock));
    table_free(&runtime_of(loop)->debug.held_locks);
    table_free(&runtime_of(loop)->debug.lock_holders);
}

/* The lock that was taken last comes first. */
static void report_held_locks(struct co_loop *loop, struct co_task *task)
{
    struct table_link *link;

    while ((link = table_find(&runtime_of(loop)->debug.lock_holders, task->id))) {
        struct held_lock *held = container_of(link, struct held_lock, by_task);
        const struct co_place *place = held->place;

        forget_held_lock(loop, held);
        report_task(loop, CO_REPORT_LOCK_HELD, "Task ended while it held a lock", task, place);
    }
}

/* ---- The end of a task ---- */

static void look_at_ended(struct co_loop *loop, struct co_task *task)
{
    if (task->result >= 0 && task->cancelling > 0)
        report_task(loop, CO_REPORT_SWALLOWED_CANCEL,
                    "Task was cancelled, but ended with a result of its own", task, co_place_now);
    report_held_locks(loop, task);
}

void debug_task_left(struct co_loop *loop, struct co_task *task)
{
    if ((task->result > 0 || (task->result == 0 && task->has_text)) && !task->seen &&
        !task->consumed)
        report_task(loop, CO_REPORT_FORGOTTEN_RESULT, "Task result was never retrieved", task,
                    task->place);
}

/* ---- Handles that are dead ---- */

/* A call that notes its place is named by that. */
static void report_dead_handle(struct co_loop *loop, const struct co_task *task, const char *call)
{
    char message[CO_NAME_MAX + 128];

    snprintf(message, sizeof message,
             "%.60s%s got the handle of %s, which was awaited or detached before",
             call ? call : co_place_now->call, call ? "()" : "",
             task->has_name ? task->details->given_name : task->name);
    report_task(loop, CO_REPORT_DEAD_HANDLE, message, loop->running, co_place_now);
}

/* ---- On and off ---- */

enum { SLOW_MILLISECONDS = 100 };

static const struct inspector inspector = {
    .run_step = run_step,
    .fire_timer = fire_timer,
    .task_ended = look_at_ended,
    .dead_handle = report_dead_handle,
};

static void set_debug(struct co_loop *loop, bool debug)
{
    loop->inspector = debug ? &inspector : NULL;
    loop->observed_or_debug = loop->observed || debug || CO_ADDRESS_SANITIZER;
    /* Sealed stacks stay sealed. */
    loop->quarantine.on |= debug || CO_ADDRESS_SANITIZER;
    loop->frees_with_care |= loop->quarantine.on;
    loop_notice_watchers(loop); /* the next turn is run the other way */
    current_loop_changed();
}

static bool wanted_by_environment(void)
{
    const char *value = getenv("CO_DEBUG");

    return value && value[0];
}

void debug_begin(struct co_loop *loop)
{
    enum co_debug debug = loop->options.debug;
    double slow = loop->options.slow_callback_duration;

    runtime_of(loop)->debug.slow =
        slow > 0 ? loop_nanoseconds(slow) : SLOW_MILLISECONDS * (NANOSECONDS / 1000);
    set_debug(loop, debug == CO_DEBUG_ON ||
                        (debug == CO_DEBUG_BY_ENVIRONMENT && wanted_by_environment()));
}

void co_set_debug(bool debug)
{
    if (co_loop_now)
        set_debug(co_loop_now, debug);
}

bool co_get_debug(void)
{
    return co_loop_now && co_loop_now->inspector;
}

void debug_end(struct co_loop *loop)
{
    forget_held_locks(loop);
}
