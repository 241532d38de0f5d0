/*
 * The loop: turns, time, and the wait for what comes from outside. The only file that knows libev.
 *
 * libev calls equal timers and fed events in another order than they came, so its watchers only say
 * that time has passed or that the inbox has something; order is the ready queue's and the timer
 * queue's. A look at the outside costs 200 ns and a switch 3, so tasks switch directly to each
 * other, and turns follow each other directly, until something is due.
 */
#include "internal.h"

#include "random.h"

#include <ev.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/timerfd.h>
#endif

enum { DEFAULT_TURNS_AT_ONCE = 100000, SHORT_LOOK_NANOSECONDS = 20000 };

_Thread_local struct co_loop *co_loop_now;
_Thread_local struct co_task *co_job_now;

static const struct co_place nowhere = { "", 0, "", "" };
_Thread_local const struct co_place *co_place_now = &nowhere;

/* ---- Time ---- */

static int64_t monotonic(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * NANOSECONDS + now.tv_nsec;
}

static void record_reading(struct co_record *record, int64_t reading)
{
    if (record->count == record->capacity) {
        size_t capacity = record->capacity ? record->capacity * 2 : 256;
        int64_t *readings = memory_resize(record->readings, capacity * sizeof *readings);

        if (!readings) {
            record->failed = true;
            return;
        }
        record->readings = readings;
        record->capacity = capacity;
    }
    record->readings[record->count++] = reading;
}

static int64_t replay_reading(struct co_record *record, int64_t last)
{
    if (record->next == record->count) {
        record->failed = true;
        return last;
    }
    return record->readings[record->next++];
}

int64_t loop_clock(struct co_loop *loop)
{
    if (loop->options.clock == CO_CLOCK_REAL) {
        loop->now = monotonic() - loop->start;
        if (unlikely(loop->options.record != NULL))
            record_reading(loop->options.record, loop->now);
    } else if (unlikely(loop->options.clock == CO_CLOCK_REPLAY)) {
        loop->now = replay_reading(loop->options.record, loop->now);
    }
    return loop->now;
}

/* Pool threads read the clock beside the loop: what they read is not part of its record. */
int64_t co_time_nanoseconds(void)
{
    struct co_loop *loop = co_job_now ? co_job_now->loop : co_loop_now;

    if (!loop)
        return 0;
    if (co_job_now)
        return loop->options.clock == CO_CLOCK_REAL ? monotonic() - loop->start : loop->now;
    return loop_clock(loop);
}

double co_time(void)
{
    return (double)co_time_nanoseconds() / (double)NANOSECONDS;
}

int64_t loop_nanoseconds(double seconds)
{
    double nanoseconds = seconds * (double)NANOSECONDS;

    if (!(nanoseconds > 0))
        return 0;
    return nanoseconds < 0x1p62 ? (int64_t)llround(nanoseconds) : INT64_C(1) << 62;
}

int loop_arm_timer(struct co_loop *loop, struct co_timer *timer, int64_t delay)
{
    int64_t now = loop_clock(loop);

    timer->armed = now;
    timer->task = loop->running ? loop->running->id : 0;
    timer->deadline = delay < CO_NEVER - now ? now + delay : CO_NEVER - 1;
    if (timer->deadline < loop->next_deadline)
        loop->next_deadline = timer->deadline;
    return timer_queue_add(&loop->timers, timer);
}

void loop_disarm_timer(struct co_loop *loop, struct co_timer *timer)
{
    timer_queue_remove(&loop->timers, timer);
}

static void fire_due_timers(struct co_loop *loop)
{
    int64_t deadline;

    while ((deadline = timer_queue_next(&loop->timers)) <= loop->now) {
        struct co_timer *timer = timer_queue_pop(&loop->timers);
        struct co_cause cause = { CO_CAUSE_TIMER, timer->task, 0, 0, timer->deadline - timer->armed,
                                  timer->deadline };

        loop->outside_cause = &cause;
        timer->callback(timer);
    }
    loop->outside_cause = NULL;
    loop->next_deadline = deadline;
}

/* ---- libev ---- */

struct poller {
    struct ev_loop *ev;
    struct ev_async wake;
    struct ev_io timer_io; /* a timerfd: libev's own timers are rounded up to milliseconds */
    struct ev_timer timer; /* where there is no timerfd */
    int timer_descriptor;
    int64_t armed; /* deadline on the real clock; CO_NEVER: none */
};

static void on_wake(struct ev_loop *ev, struct ev_async *wake, int events)
{
    (void)ev, (void)wake, (void)events; /* the loop looks into the inbox after each poll */
}

static void on_timer(struct ev_loop *ev, struct ev_timer *timer, int events)
{
    (void)ev, (void)timer, (void)events;
}

static void on_timer_descriptor(struct ev_loop *ev, struct ev_io *io, int events)
{
    uint64_t expirations;

    (void)ev, (void)events;
    if (read(io->fd, &expirations, sizeof expirations) < 0)
        return; /* re-armed since: it will be readable again */
}

static void poller_free(struct poller *poller)
{
    if (!poller)
        return;
    if (poller->timer_descriptor >= 0)
        close(poller->timer_descriptor);
    if (poller->ev)
        ev_loop_destroy(poller->ev);
    memory_resize(poller, 0);
}

/* libev aborts the process if it does not get one. */
static bool descriptor_left(void)
{
    int descriptor = open("/", O_RDONLY | O_CLOEXEC);

    if (descriptor >= 0)
        close(descriptor);
    return descriptor >= 0;
}

static int poller_create(struct co_loop *loop)
{
    struct poller *poller = memory_resize(NULL, sizeof *poller);

    if (!poller)
        return -ENOMEM;
    *poller = (struct poller){ .timer_descriptor = -1, .armed = CO_NEVER };
    poller->ev = memory_fails() ? NULL : ev_loop_new(EVFLAG_AUTO | EVFLAG_NOENV);
    if (!poller->ev || !descriptor_left()) {
        poller_free(poller);
        return -EMFILE;
    }
    ev_async_init(&poller->wake, on_wake);
    ev_async_start(poller->ev, &poller->wake);
    ev_timer_init(&poller->timer, on_timer, 0., 0.);
#ifdef __linux__
    poller->timer_descriptor = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (poller->timer_descriptor >= 0) {
        ev_io_init(&poller->timer_io, on_timer_descriptor, poller->timer_descriptor, EV_READ);
        ev_io_start(poller->ev, &poller->timer_io);
    }
#else
    (void)on_timer_descriptor;
#endif
    loop->poller = poller;
    return 0;
}

static int need_poller(struct co_loop *loop)
{
    return loop->poller ? 0 : poller_create(loop);
}

static void poller_arm(struct poller *poller, int64_t deadline)
{
    if (poller->timer_descriptor < 0) {
        ev_timer_stop(poller->ev, &poller->timer);
        if (deadline == CO_NEVER)
            return;
        double seconds = (double)(deadline - monotonic()) / (double)NANOSECONDS;
        ev_now_update(poller->ev);
        ev_timer_set(&poller->timer, seconds > 0 ? seconds : 0., 0.);
        ev_timer_start(poller->ev, &poller->timer);
        return;
    }
#ifdef __linux__
    struct itimerspec when = { 0 };

    if (deadline == poller->armed && deadline == CO_NEVER)
        return;
    if (deadline != CO_NEVER) {
        /* All-zero would disarm it. */
        when.it_value.tv_sec = deadline > 0 ? deadline / NANOSECONDS : 0;
        when.it_value.tv_nsec = deadline > 0 ? deadline % NANOSECONDS : 1;
        if (!when.it_value.tv_sec && !when.it_value.tv_nsec)
            when.it_value.tv_nsec = 1;
    }
    timerfd_settime(poller->timer_descriptor, TFD_TIMER_ABSTIME, &when, NULL);
    poller->armed = deadline;
#endif
}

/* Sleep until the deadline on the real clock, or until something comes from outside. */
static void poller_wait(struct co_loop *loop, int64_t deadline)
{
    int rc = need_poller(loop);

    if (rc < 0) {
        loop->stopped_by = rc;
        return;
    }
    poller_arm(loop->poller, deadline);
    if (!loop->interrupted)
        ev_run(loop->poller->ev, EVRUN_ONCE);
}

void loop_wake(struct co_loop *loop)
{
    if (loop->poller)
        ev_async_send(loop->poller->ev, &loop->poller->wake);
}

/* ---- Switching ---- */

/* With many tasks each lies where nothing is in the caches: the heads of those that come up soon
 * are fetched now, and the stack of the next but one, whose head has arrived. (Not inline it would
 * be taken for a function without effect.) */
__attribute__((always_inline)) static inline void fetch_ahead(const struct ready_queue *ready)
{
    uint32_t left = ready->turn_end - ready->next;

    if (left >= 8) {
        char *later = (char *)ready->ring[(ready->next + 6) & ready->mask];
        uintptr_t soon = ready->ring[(ready->next + 2) & ready->mask];

        __builtin_prefetch(later);
        __builtin_prefetch(later + 64);
        if (!ready_is_handle(soon))
            __builtin_prefetch(((struct co_task *)soon)->fiber.stack_pointer);
    }
}

/* The next task of the turn, or of the following turn if nothing else is due; NULL: ask the
 * scheduler. */
static inline struct co_task *pick(struct co_loop *loop)
{
    struct ready_queue *ready = &loop->ready;

    if (ready->next == ready->turn_end) {
        if (loop->turns_left <= 0 || loop->next_deadline <= loop->now ||
            ready->end == ready->turn_end)
            return NULL;
        loop->turns_left--;
        ready->turn_end = ready->end;
    }
    uintptr_t entry = ready->ring[ready->next & ready->mask];
    if (unlikely(ready_is_handle(entry)))
        return NULL;
    ready->next++;
    fetch_ahead(ready);
    return (struct co_task *)entry;
}

static inline void switch_away(struct co_loop *loop, struct co_task *task)
{
    struct co_task *next = pick(loop);

    loop->running = next;
    fiber_switch(&task->fiber, next ? &next->fiber : &loop->scheduler);
    co_place_now = task->place;
}

/* A cancel request that arrived after the task was made ready takes the place of what it was woken
 * for. */
static inline int resumed(struct co_task *task, int result)
{
    if (unlikely(task->must_cancel)) {
        task->must_cancel = false;
        return -ECANCELED;
    }
    return result;
}

int loop_suspend(struct co_loop *loop, struct co_wait *wait)
{
    struct co_task *task = loop->running;

    task->wait = wait;
    task->place = co_place_now;
    if (unlikely(loop->observed))
        task_observe(loop, CO_TRACE_WAITING, task, wait->resource, 0);
    if (unlikely(task->must_cancel)) {
        task->must_cancel = false;
        wait->cancel(wait, task);
    }
    switch_away(loop, task);
    return resumed(task, task->result);
}

int loop_yield(struct co_loop *loop)
{
    struct co_task *task = loop->running;

    task->place = co_place_now;
    if (unlikely(loop->observed)) {
        task_observe(loop, CO_TRACE_WAITING, task, NULL, 0);
        task_set_cause(task, CO_CAUSE_TASK);
        task->steps++;
        task_observe(loop, CO_TRACE_WOKEN, task, NULL, 0);
    }
    ready_push_task(loop, task);
    switch_away(loop, task);
    return resumed(task, 0);
}

/* A task's outermost function. Entered and left by jumps: see fiber.h. */
void task_entry(void)
{
    struct co_loop *loop = co_loop_now;
    struct co_task *task = loop->running, *next;
    int rc = -ECANCELED;

    fiber_arrived(&task->fiber);
    if (likely(!task->must_cancel))
        rc = task->run(task->arguments);
    /* It cancelled itself and returned without waiting: the request wins over a result, but not
     * over an error. */
    if (unlikely(task->must_cancel && rc >= 0))
        rc = -ECANCELED;
    task_end(task, rc);
    next = pick(loop);
    loop->running = next;
    fiber_leave(next ? &next->fiber : &loop->scheduler);
}

/* ---- Turns ---- */

static void call_handle(uintptr_t entry)
{
    struct co_handle *handle = (struct co_handle *)(entry - 1);

    handle->call(handle);
}

static void run_turn(struct co_loop *loop)
{
    struct ready_queue *ready = &loop->ready;

    while (ready->next != ready->turn_end) {
        uintptr_t entry = ready->ring[ready->next++ & ready->mask];

        if (ready_is_handle(entry)) {
            call_handle(entry);
        } else {
            loop->running = (struct co_task *)entry;
            /* It comes back when a turn is over, or when it is a callback's turn. */
            fiber_switch(&loop->scheduler, &loop->running->fiber);
        }
    }
}

static void on_interrupt(struct co_loop *loop)
{
    loop->interrupted = 0;
    loop->was_interrupted = true;
    if (loop->main && !loop->main->ended)
        co_task_cancel(loop->main);
}

static bool time_is_real(const struct co_loop *loop)
{
    return loop->options.clock == CO_CLOCK_REAL || loop->options.clock == CO_CLOCK_REPLAY;
}

/* How many turns may pass until the next look at the outside: more and more while turns are
 * short. */
static void grant_turns(struct co_loop *loop, int64_t passed)
{
    if (loop->options.shuffle || loop->stopping)
        loop->turns_granted = 0;
    else if (time_is_real(loop) && passed > SHORT_LOOK_NANOSECONDS)
        loop->turns_granted /= 2;
    else if (loop->turns_granted < TURNS_PER_POLL / 2)
        loop->turns_granted = loop->turns_granted * 2 + 1;
    loop->turns_left = loop->turns_granted;
}

static void look_outside(struct co_loop *loop)
{
    int64_t before = loop->now;

    if (atomic_load_explicit(&loop->inbox.posted, memory_order_relaxed))
        inbox_drain(loop);
    if (time_is_real(loop))
        loop_clock(loop);
    fire_due_timers(loop);
    grant_turns(loop, loop->now - before);
}

/* Nothing is ready. Wait, or let time jump; false if nothing will ever happen. */
static bool wait_outside(struct co_loop *loop)
{
    int64_t deadline = timer_queue_next(&loop->timers);

    loop->turns_granted = 0;
    switch (loop->options.clock) {
    case CO_CLOCK_REAL:
        if (deadline == CO_NEVER && !loop->jobs)
            return false;
        poller_wait(loop, deadline == CO_NEVER ? CO_NEVER : loop->start + deadline);
        return true;
    case CO_CLOCK_REPLAY:
        if (!loop->options.record->failed)
            return deadline != CO_NEVER;
        break; /* beyond the record: let it end */
    default:
        break;
    }
    if (executor_run_one(loop))
        return true;
    if (deadline == CO_NEVER)
        return false;
    if (loop->options.clock == CO_CLOCK_PACED) {
        int64_t until = loop->start + (int64_t)((double)deadline / loop->options.pace);

        if (monotonic() < until && !loop->interrupted) {
            poller_wait(loop, until);
            return true;
        }
    }
    loop->now = deadline;
    loop->turns_without_time = 0;
    return true;
}

static void stop(struct co_loop *loop, int why)
{
    loop->stopped_by = why;
    loop->stopping = true;
}

static void observe_end(struct co_loop *loop, enum co_trace_kind kind)
{
    if (loop->observed)
        task_observe(loop, kind, NULL, NULL, 0);
}

/* After a turn: let in what is due, or wait for it. */
static void next_turn(struct co_loop *loop)
{
    uint32_t limit = loop->options.turns_at_once;
    struct ready_queue *ready = &loop->ready;

    loop->turns_without_time += 1 + loop->turns_granted - loop->turns_left;
    if (loop->interrupted)
        on_interrupt(loop);
    look_outside(loop);
    while (ready->end == ready->turn_end && !loop->stopping && !loop->stopped_by) {
        if (!loop->pending) {
            stop(loop, 0);
        } else if (loop->interrupted) {
            on_interrupt(loop);
        } else if (!wait_outside(loop)) {
            observe_end(loop, CO_TRACE_DEADLOCK);
            stop(loop, -EDEADLK);
            return;
        }
        look_outside(loop);
    }
    if (!time_is_real(loop) && loop->turns_without_time > limit) {
        observe_end(loop, CO_TRACE_LIVELOCK);
        stop(loop, -ELOOP);
        return;
    }
    if (unlikely(loop->options.shuffle))
        ready_shuffle(ready, loop->random);
    ready->turn_end = ready->end;
}

static void run_until_stopped(struct co_loop *loop)
{
    loop->stopping = false;
    loop->stopped_by = 0;
    loop->turns_without_time = 0; /* after a livelock the tasks still get to clean up */
    while (!loop->stopping && !loop->stopped_by) {
        next_turn(loop);
        run_turn(loop);
    }
}

/* ---- co_run ---- */

static void stop_in_this_turn(struct co_handle *handle)
{
    struct co_loop *loop = container_of(handle, struct co_loop, stop_handle);

    loop->stopping = true;
    loop->turns_left = 0;
}

/* As in asyncio, the loop stops one turn after main has ended: who is ready then still has a
 * turn. */
static void on_main_ended(struct co_watcher *watcher, struct co_task *task)
{
    struct co_loop *loop = container_of(watcher, struct co_loop, main_watcher);

    (void)task;
    loop->stop_handle.call = stop_in_this_turn;
    ready_push_handle(loop, &loop->stop_handle);
}

static _Atomic uint64_t loops_begun;

static int loop_begin(struct co_loop *loop, const struct co_options *options)
{
    *loop = (struct co_loop){ 0 };
    if (options)
        loop->options = *options;
    if (!loop->options.turns_at_once)
        loop->options.turns_at_once = DEFAULT_TURNS_AT_ONCE;
    if (!(loop->options.pace > 0))
        loop->options.pace = 1;
    loop->observed = loop->options.observe != NULL;
    loop->stacks.default_class = stacks_class(loop->options.stack_size);
    loop->next_deadline = CO_NEVER;
    loop->start = monotonic();
    loop->serial = atomic_fetch_add_explicit(&loops_begun, 1, memory_order_relaxed) + 1;
    loop->outside.loop = loop;
    loop->outside.name = "callback";
    random_seed(loop->random, loop->options.seed);
    fiber_of_thread(&loop->scheduler);
    /* For the handle that stops it, and for a callback that starts a task eagerly. */
    if (ready_reserve(&loop->ready, 2) < 0)
        return -ENOMEM;
    /* Signal handlers and pool threads will want to wake it; and descriptors should be missed
     * before anything runs. */
    return loop->options.clock == CO_CLOCK_REAL ? need_poller(loop) : 0;
}

static void report_if_lost(struct co_task *task, void *context)
{
    (void)context;
    if (task->references > 0 && task->ended && task->loop == co_loop_now)
        task_report_lost_error(task);
}

/* Callbacks that are still to be called free what they are made of, and do no more. */
static void forget_callbacks(struct co_loop *loop)
{
    struct ready_queue *ready = &loop->ready;

    loop->closing = true;
    while (ready->next != ready->end) {
        uintptr_t entry = ready->ring[ready->next++ & ready->mask];

        if (ready_is_handle(entry))
            call_handle(entry);
    }
}

static void loop_end(struct co_loop *loop)
{
    executor_free(loop);
    forget_callbacks(loop);
    stacks_each(&loop->stacks, report_if_lost, NULL);
    task_groups_free(loop);
    while (loop->futures) {
        loop->futures->references = 1;
        loop->futures->ended = true;
        task_unreference(loop->futures);
    }
    timer_queue_free(&loop->timers);
    stacks_free(&loop->stacks);
    memory_resize(loop->ready.ring, 0);
    /* A signal handler may want to wake the loop even now. */
    struct poller *poller = loop->poller;
    loop->poller = NULL;
    poller_free(poller);
}

/* Cancel and await what is left, as asyncio.run() does. New tasks that these make are cancelled in
 * turn. */
static int cancel_the_rest(struct co_loop *loop)
{
    /* If main is among them its end is no reason to stop: others may still be cleaning up. */
    if (!loop->main->ended)
        task_unwatch(loop->main, &loop->main_watcher);
    while (loop->pending) {
        uint32_t last = loop->last_task_id;
        int rc = tasks_cancel_all(loop);

        if (rc < 0)
            return rc;
        run_until_stopped(loop);
        if (loop->stopped_by == -ELOOP || (loop->stopped_by && loop->last_task_id == last))
            return loop->stopped_by;
    }
    return 0;
}

/* Their cleanup may await, so it needs tasks and turns. What these leave is cancelled as well. */
static int close_generators(struct co_loop *loop)
{
    int rc;

    while ((rc = generators_close_one(loop)) > 0) {
        run_until_stopped(loop);
        rc = cancel_the_rest(loop);
        if (rc < 0)
            break;
    }
    return rc;
}

int co_run(struct co_coro main, const struct co_options *options)
{
    struct co_task *job = co_job_now;
    struct co_loop loop;
    int rc;

    if (co_loop_now)
        return co_raise(-EALREADY, "a loop runs in this thread already");
    co_job_now = NULL; /* a function in a pool thread may run a loop of its own */
    rc = loop_begin(&loop, options);
    co_loop_now = &loop;
    if (rc == 0 && !(loop.main = co_create_task(main)))
        rc = loop.refused;
    if (rc == 0) {
        co_task_keep(loop.main);
        loop.main_watcher.ended = on_main_ended;
        task_watch(loop.main, &loop.main_watcher);
        run_until_stopped(&loop);
        rc = loop.main->ended ? loop.main->result : loop.stopped_by;
        loop.main->seen = true;
        if (rc == -ECANCELED && loop.was_interrupted)
            rc = -EINTR;
        int rest = cancel_the_rest(&loop);
        if (rest == 0)
            rest = close_generators(&loop);
        if (rc >= 0 && rest < 0)
            rc = rest;
    }
    loop_end(&loop);
    co_loop_now = NULL;
    co_job_now = job;
    return rc;
}

bool co_interrupt(void)
{
    struct co_loop *loop = co_loop_now;

    if (!loop)
        return false;
    loop->interrupted = 1;
    loop_wake(loop);
    return true;
}

/* ---- Sleep, callbacks ---- */

struct sleep {
    struct co_wait wait;
    struct co_timer timer;
    struct co_task *task;
};

static void sleep_over(struct co_timer *timer)
{
    task_wake(container_of(timer, struct sleep, timer)->task, 0);
}

static void cancel_sleep(struct co_wait *wait, struct co_task *task)
{
    loop_disarm_timer(task->loop, &container_of(wait, struct sleep, wait)->timer);
    task_wake(task, -ECANCELED);
}

int co_sleep(double seconds)
{
    struct co_loop *loop = co_loop_now;

    if (unlikely(!loop || !loop->running))
        return co_raise(-EPERM, "only a task can sleep");
    if (!(seconds > 0))
        return seconds <= 0 ? loop_yield(loop) : co_raise(-EINVAL, "a delay that is not a number");
    struct sleep sleep = {
        .wait.cancel = cancel_sleep,
        .timer.callback = sleep_over,
        .task = loop->running,
    };
    int rc = loop_arm_timer(loop, &sleep.timer, loop_nanoseconds(seconds));
    if (unlikely(rc < 0))
        return co_raise(rc, "there is no memory for a timer");
    return loop_suspend(loop, &sleep.wait);
}

void block_for(int64_t delay)
{
    int64_t deadline = monotonic() + delay;
    struct timespec until = { deadline / NANOSECONDS, deadline % NANOSECONDS };

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}

void co_blocking_sleep(double seconds)
{
    int64_t delay = loop_nanoseconds(seconds);
    struct co_loop *loop = co_loop_now;

    if (co_job_now) {
        executor_blocking_sleep(co_job_now, delay);
    } else if (!loop || loop->options.clock == CO_CLOCK_REAL) {
        block_for(delay);
    } else if (loop->options.clock != CO_CLOCK_REPLAY) {
        loop->now += delay;
        loop->turns_without_time = 0;
    }
}

struct soon {
    struct co_handle handle;
    co_callback *callback;
    void *argument;
};

static void run_soon(struct co_handle *handle)
{
    struct soon *soon = container_of(handle, struct soon, handle);

    co_loop_now->ready.reserved--;
    if (!co_loop_now->closing)
        soon->callback(soon->argument);
    memory_resize(soon, 0);
}

int co_call_soon(co_callback *callback, void *argument)
{
    struct co_loop *loop = co_loop_now;
    struct soon *soon;

    if (!loop)
        return co_raise(-EPERM, "there is no loop to call it");
    soon = memory_resize(NULL, sizeof *soon);
    if (!soon || ready_reserve(&loop->ready, 1) < 0) {
        memory_resize(soon, 0);
        return co_raise(-ENOMEM, "there is no memory for a callback");
    }
    *soon = (struct soon){ .handle.call = run_soon, .callback = callback, .argument = argument };
    ready_push_handle(loop, &soon->handle);
    return 0;
}
