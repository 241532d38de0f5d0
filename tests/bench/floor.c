/* The least that can do the work of switch.c, spawn.c, batch.c, lock.c and queue.c: what the
 * runtime's figures are measured against. It has the runtime's switch, dense records and warm
 * stacks, but no errors, no cancel, no clock and no I/O. */
#include "bench.h"

#include "co/kernel/fiber.h"

#include <sys/mman.h>

enum { TASKS = 16384, STACK = 64 << 10, ALIVE = 10000, PLACES = 100 };

struct task {
    struct co_fiber fiber;
    struct task *awaiter, *next; /* the next one that waits, or that is free */
    long (*run)(long count);
    char *stack; /* NULL: it has not begun */
    long count, result;
    bool ended;
};

static struct task records[TASKS], *free_records, *current, thread_task;
static struct task *ready[TASKS];
static char *free_stacks[TASKS];
static unsigned ready_begin, ready_end, free_stack_count;

/* ---- Tasks ---- */

static inline void make_ready(struct task *task)
{
    ready[ready_end++ % TASKS] = task;
}

static void entry(void);

static char *map_stack(void)
{
    char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (stack == MAP_FAILED)
        abort();
    return stack;
}

static inline struct task *take_next(void)
{
    struct task *task = ready[ready_begin++ % TASKS];

    if (!task->stack) {
        task->stack = free_stack_count ? free_stacks[--free_stack_count] : map_stack();
        fiber_prepare(&task->fiber, task->stack, STACK, entry);
    }
    return current = task;
}

/* Others run until the current task is made ready. */
static inline void suspend(void)
{
    struct task *from = current, *to = take_next();

    if (from != to)
        fiber_switch(&from->fiber, &to->fiber);
}

static void entry(void)
{
    fiber_arrived(&current->fiber);
    current->result = current->run(current->count);
    current->ended = true;
    if (current->awaiter)
        make_ready(current->awaiter);
    free_stacks[free_stack_count++] = current->stack;
    fiber_leave(&take_next()->fiber);
}

static inline struct task *create(long (*run)(long count), long count)
{
    struct task *task = free_records;

    free_records = task->next;
    task->run = run;
    task->count = count;
    task->awaiter = NULL;
    task->stack = NULL;
    task->ended = false;
    make_ready(task);
    return task;
}

/* The task's memory is free afterwards. */
static inline long join(struct task *task)
{
    if (!task->ended) {
        task->awaiter = current;
        suspend();
    }
    task->next = free_records;
    free_records = task;
    return task->result;
}

static void yield(void)
{
    make_ready(current);
    suspend();
}

/* ---- What they do ---- */

static long nothing(long count)
{
    return count;
}

static long yielder(long count)
{
    for (long i = 0; i < count; i++)
        yield();
    return 0;
}

/* Tasks that wait, the first one first. */
struct waiters {
    struct task *first, *last;
};

static void wait_in(struct waiters *waiters)
{
    current->next = NULL;
    if (waiters->first)
        waiters->last->next = current;
    else
        waiters->first = current;
    waiters->last = current;
    suspend();
}

static struct task *take_waiter(struct waiters *waiters)
{
    struct task *task = waiters->first;

    if (task)
        waiters->first = task->next;
    return task;
}

static bool locked;
static struct waiters lockers, putters, getters;

/* The lock is handed over. */
static long lock_user(long count)
{
    struct task *next;

    for (long i = 0; i < count; i++) {
        if (locked)
            wait_in(&lockers);
        locked = true;
        yield();
        next = take_waiter(&lockers);
        if (next)
            make_ready(next);
        else
            locked = false;
    }
    return 0;
}

static void *places[PLACES];
static unsigned put_count, got_count;

static void wake_first(struct waiters *waiters)
{
    struct task *task = take_waiter(waiters);

    if (task)
        make_ready(task);
}

static long producer(long count)
{
    for (long i = 0; i < count; i++) {
        while (put_count - got_count == PLACES)
            wait_in(&putters);
        places[put_count++ % PLACES] = (void *)i;
        wake_first(&getters);
    }
    return 0;
}

static long consumer(long count)
{
    for (long i = 0; i < count; i++) {
        while (put_count == got_count)
            wait_in(&getters);
        if (places[got_count++ % PLACES] != (void *)i)
            abort();
        wake_first(&putters);
    }
    return 0;
}

/* ---- Figures ---- */

static const char *wanted; /* NULL: all of them */

static bool is_wanted(const char *name)
{
    return !wanted || strcmp(wanted, name) == 0;
}

/* Run so many tasks at once, and await them. */
static void gather(long tasks, long (*const *run)(long count), long kinds, long count)
{
    static struct task *all[ALIVE];

    for (long i = 0; i < tasks; i++)
        all[i] = create(run[i % kinds], count);
    for (long i = 0; i < tasks; i++)
        if (join(all[i]) < 0)
            abort();
}

static void measure(const char *name, long rounds, long tasks, long (*const *run)(long count),
                    long kinds, long count, double operations)
{
    double began;

    if (!is_wanted(name))
        return;
    gather(tasks, run, kinds, 1); /* stacks are warm */
    began = process_time();
    for (long i = 0; i < rounds; i++)
        gather(tasks, run, kinds, count);
    figure_each(name, began, operations);
}

static void measure_spawn(long count)
{
    double began = process_time();

    if (!is_wanted("spawn-bare"))
        return;
    for (long i = 0; i < count; i++)
        if (join(create(nothing, i)) != i)
            abort();
    figure_each("spawn-bare", began, (double)count);
}

int main(int argc, char **argv)
{
    static long (*const no[])(long) = { nothing }, (*const yields[])(long) = { yielder },
                        (*const locks[])(long) = { lock_user },
                        (*const queues[])(long) = { producer, consumer };
    long count = argc > 1 ? atol(argv[1]) : 0, batches = count / ALIVE + 1;

    wanted = argc > 2 ? argv[2] : NULL;
    for (int i = 0; i < TASKS - 1; i++)
        records[i].next = &records[i + 1];
    free_records = records;
    current = &thread_task;
    thread_task.stack = (char *)&thread_task;
    fiber_of_thread(&thread_task.fiber);
    measure("switch-bare", 1, 2, yields, 1, count, 2.0 * (double)count);
    measure_spawn(count);
    measure("batch-bare", batches, ALIVE, no, 1, 0, (double)batches * ALIVE);
    measure("lock-bare", 1, 2, locks, 1, count, 2.0 * (double)count);
    measure("queue-bare", 1, 2, queues, 2, count, (double)count);
    return 0;
}
