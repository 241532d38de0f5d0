/* What each of many tasks that wait costs in memory, and whether the stack of each has a guard
 * page. */
#include "bench.h"

#include <fcntl.h>
#include <unistd.h>

static struct co_event event;
static int pipe_ends[2];
static long guarded;

/* The kernel refuses to read where a guard is. */
static bool is_guarded(const char *page)
{
    return write(pipe_ends[1], page, 1) < 0 && errno == EFAULT;
}

/* The lowest page of the running task's stack: stacks are aligned to their size. */
static const char *last_page_of_stack(void)
{
    uintptr_t size = co_task_stack_size(co_current_task());

    return (const char *)((uintptr_t)__builtin_frame_address(0) & ~(size - 1));
}

ASYNC(waiter)
{
    guarded += is_guarded(last_page_of_stack());
    return co_event_wait(&event);
}

/* What /proc/self/status says in kB, as bytes. */
static double status_bytes(const char *key)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    double kilobytes = 0;

    while (status && fgets(line, sizeof line, status))
        if (strncmp(line, key, strlen(key)) == 0)
            kilobytes = strtod(line + strlen(key), NULL);
    if (status)
        fclose(status);
    return kilobytes * 1024;
}

static int run_waiters(struct co_task **tasks, long count)
{
    double resident = status_bytes("VmRSS:"), page_tables = status_bytes("VmPTE:");

    for (long i = 0; i < count; i++)
        tasks[i] = co_create_task(CORO(waiter));
    await(co_sleep(0));
    figure("blocked", (status_bytes("VmRSS:") - resident) / (double)count);
    figure("blocked-page-tables", (status_bytes("VmPTE:") - page_tables) / (double)count);
    figure("blocked-guarded", 100.0 * (double)guarded / (double)count);
    co_event_set(&event);
    return co_gather(tasks, (size_t)count, NULL, 0);
}

MEASURE
{
    struct co_task **tasks = calloc((size_t)my->count, sizeof *tasks);
    int rc = -ENOMEM;

    if (tasks && pipe2(pipe_ends, O_NONBLOCK) == 0)
        rc = run_waiters(tasks, my->count);
    free(tasks);
    return rc;
}
