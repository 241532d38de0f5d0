/* The growth of what is told of a run: the report of a deadlock, the stream of events, the log. */
#include "growth.h"

#include <fcntl.h>

static long count;
static struct co_lock locks[GROWTH_MOST];
static struct co_event events[GROWTH_MOST];

/* Run `main` as a demo whose stream is dropped unless there is one. */
static int run_as_demo(int (*main)(void *arguments), long n, struct run_options options)
{
    struct demo demo = { .identifier = "growth", .main = main };
    struct run_result result;

    count = n;
    options.clock = CO_CLOCK_VIRTUAL;
    options.errors = -1;
    run_demo(&demo, &options, &result);
    return result.exit_code == EXIT_WELL || result.exit_code == EXIT_DEADLOCK ? 0 : -EIO;
}

static const struct run_options not_printed = { .output = -1 };

/* ---- Deadlocks: from where nothing runs any more to the first task that is cancelled ---- */

ASYNC(stuck, int (*wait)(long i); long i;)
{
    int rc = my->wait(my->i);

    growth_end();
    return rc;
}

/* n tasks wait, and main for all of them. */
static int wait_for_stuck(int (*wait)(long i))
{
    for (long i = 0; i < count; i++)
        growth_all[i] = co_create_task(CORO(stuck, wait, i));
    await(co_sleep(1));
    growth_begin();
    return growth_gather(count);
}

static int wait_for_event(long i)
{
    return co_event_wait(&events[0]);
}

ASYNC(all_for_one_event)
{
    return wait_for_stuck(wait_for_event);
}

static int deadlock_of_a_gather(long n)
{
    return run_as_demo(all_for_one_event_start, n, not_printed);
}

static int wait_for_own_event(long i)
{
    return co_event_wait(&events[i]);
}

ASYNC(each_for_its_event)
{
    return wait_for_stuck(wait_for_own_event);
}

static int deadlock_of_many_events(long n)
{
    return run_as_demo(each_for_its_event_start, n, not_printed);
}

/* Each has a lock and wants the next one. */
static int wait_for_next_lock(long i)
{
    await(co_lock_acquire(&locks[i]));
    await(co_sleep(0.5));
    return co_lock_acquire(&locks[(i + 1) % count]);
}

ASYNC(locks_in_a_circle)
{
    memset(locks, 0, sizeof locks);
    return wait_for_stuck(wait_for_next_lock);
}

static int deadlock_of_a_circle(long n)
{
    return run_as_demo(locks_in_a_circle_start, n, not_printed);
}

static int wait_for_previous_task(long i)
{
    return i ? co_await(co_task_keep(growth_all[i - 1])) : co_event_wait(&events[0]);
}

ASYNC(chain_of_tasks)
{
    return wait_for_stuck(wait_for_previous_task);
}

static int deadlock_of_a_chain(long n)
{
    return run_as_demo(chain_of_tasks_start, n, not_printed);
}

ASYNC(children_of_a_group)
{
    struct co_task_group group = { 0 };

    await(co_task_group_enter(&group));
    for (long i = 0; i < count; i++)
        co_task_group_create_task(&group, CORO(stuck, wait_for_event, i));
    await(co_sleep(1));
    growth_begin();
    return co_task_group_exit(&group, 0);
}

static int deadlock_of_a_group(long n)
{
    return run_as_demo(children_of_a_group_start, n, not_printed);
}

/* ---- Events ---- */

ASYNC(work)
{
    growth_create(count, CORO(one_turn));
    return growth_gather(count);
}

static int keep_events(long n)
{
    struct stream stream = { 0 };
    int rc = run_as_demo(work_start, n, (struct run_options){ .output = -1, .stream = &stream });

    stream_free(&stream);
    return rc;
}

static int write_as_json(long n)
{
    struct stream stream = { 0 };
    FILE *file = fopen("/dev/null", "w");
    int rc = run_as_demo(work_start, n, (struct run_options){ .output = -1, .stream = &stream });

    growth_begin();
    if (rc == 0)
        rc = file ? stream_write_json(&stream, file) : -EIO;
    growth_end();
    if (file)
        fclose(file);
    stream_free(&stream);
    return rc;
}

static int name_tasks(long n)
{
    struct stream stream = { 0 };
    int rc = run_as_demo(work_start, n, (struct run_options){ .output = -1, .stream = &stream });

    growth_begin();
    for (long i = 0; i < n && rc == 0; i++)
        rc = stream_task_name(&stream, (uint32_t)i + 1)[0] == '?' ? -EIO : 0;
    growth_end();
    stream_free(&stream);
    return rc;
}

/* Through a file, as it would go through a pipe to a process that reads on. */
static int write_and_read(long n)
{
    struct stream stream = { 0 }, copy = { 0 };
    FILE *file = tmpfile();
    int rc = run_as_demo(work_start, n, (struct run_options){ .output = -1, .stream = &stream });

    growth_begin();
    if (rc == 0)
        rc = file ? stream_write(&stream, fileno(file)) : -EIO;
    if (rc == 0 && lseek(fileno(file), 0, SEEK_SET) == 0)
        rc = stream_read(&copy, fileno(file));
    growth_end();
    if (file)
        fclose(file);
    stream_free(&stream);
    stream_free(&copy);
    return rc;
}

/* ---- The log ---- */

ASYNC(log_lines)
{
    for (long i = 0; i < count; i++)
        log_time("line %ld of the log", i);
    return 0;
}

static int print_lines(long n)
{
    int null = open("/dev/null", O_WRONLY);
    int rc = run_as_demo(log_lines_start, n, (struct run_options){ .output = null });

    close(null);
    return rc;
}

static int keep_lines(long n)
{
    struct stream stream = { 0 };
    int rc =
        run_as_demo(log_lines_start, n, (struct run_options){ .output = -1, .stream = &stream });

    stream_free(&stream);
    return rc;
}

/* ---- Names ---- */

ASYNC(tasks_of_many_functions)
{
    static char names[GROWTH_MOST][24];

    for (long i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "f%ld", i);
        growth_all[i] =
            co_create_task(((struct co_coro){ .run = nothing_start, .name = names[i] }));
    }
    return growth_gather(count);
}

static int tell_functions_apart(long n)
{
    return run_as_demo(tasks_of_many_functions_start, n, not_printed);
}

ASYNC(failing)
{
    return -EIO;
}

ASYNC(lose_errors)
{
    growth_create(count, CORO(failing));
    for (long i = 0; i < count; i++)
        co_task_detach(growth_all[i]);
    return co_sleep(1);
}

static int report_lost_errors(long n)
{
    return run_as_demo(lose_errors_start, n, not_printed);
}

const struct growth_row growth_reports[] = {
    ROW("deadlock, a gather", deadlock_of_a_gather, .has_own_loop = true, .sorts = true),
    ROW("deadlock, a task group", deadlock_of_a_group, .has_own_loop = true, .sorts = true),
    ROW("deadlock, n events", deadlock_of_many_events, .has_own_loop = true, .sorts = true),
    ROW("deadlock, n locks in a circle", deadlock_of_a_circle, .has_own_loop = true, .sorts = true),
    ROW("deadlock, a chain of awaits", deadlock_of_a_chain, .has_own_loop = true, .sorts = true),
    ROW("tasks in the event stream", keep_events, .has_own_loop = true),
    ROW("tasks as JSON", write_as_json, .has_own_loop = true),
    ROW("tasks between processes", write_and_read, .has_own_loop = true),
    ROW("names of tasks looked up", name_tasks, .has_own_loop = true),
    ROW("tasks of n functions", tell_functions_apart, .has_own_loop = true),
    ROW("lines printed", print_lines, .has_own_loop = true),
    ROW("lines in the event stream", keep_lines, .has_own_loop = true),
    ROW("lost errors reported", report_lost_errors, .has_own_loop = true),
    { 0 },
};
