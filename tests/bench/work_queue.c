/* Jobs are put, got by 4 workers and done, by way of Redis and within the process: how long one
 * takes. Where redis-server or hiredis is missing there is no figure for the first. */
#include "bench.h"

#include "io/redis/hiredis.h"
#include "work_queue/work_queue.h"

#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 4 };

ASYNC(put_jobs, struct work_queue *queue; long count;)
{
    enum { AT_ONCE = 64 };
    static char ids[AT_ONCE][24];
    static struct work_job jobs[AT_ONCE];

    for (long i = 0; i < my->count; i++) {
        long slot = i % AT_ONCE;

        snprintf(ids[slot], sizeof ids[slot], "%ld", i);
        jobs[slot] = (struct work_job){ .id = ids[slot], .priority = 1, .data = IO_STRING("job") };
        if (slot == AT_ONCE - 1 || i == my->count - 1)
            await(work_queue_put_all(my->queue, jobs, (size_t)slot + 1));
    }
    return 0;
}

ASYNC(work, struct work_queue *queue; int number; long *left; struct co_event * all_done;)
{
    struct worker *worker;
    struct work_job job = { .id = NULL };
    char name[16];
    int rc = 0;

    snprintf(name, sizeof name, "worker-%d", my->number);
    await(worker_open(&worker, my->queue, name));
    while (rc >= 0) {
        if (!job.id)
            rc = worker_get(worker, &job);
        if (rc >= 0)
            rc = worker_next(worker, "done", 4, &job);
        if (rc >= 0 && --*my->left == 0)
            co_event_set(my->all_done);
    }
    await(worker_close(worker));
    return rc == -ECANCELED ? 0 : rc;
}

ASYNC(all_jobs, const char *name; const char *broker; long count;)
{
    struct work_queue_options options = { .broker = my->broker };
    struct work_queue *queue;
    struct co_task *workers[WORKERS];
    struct co_event all_done = { 0 };
    long left = my->count;

    await(work_queue_open(&queue, &options));
    double began = seconds_on(CLOCK_MONOTONIC);
    struct co_task *putter = co_create_task(CORO(put_jobs, queue, my->count));
    for (int i = 0; i < WORKERS; i++)
        workers[i] = co_create_task(CORO(work, queue, i, &left, &all_done));
    await(co_await(putter));
    await(co_event_wait(&all_done));
    figure(my->name, (seconds_on(CLOCK_MONOTONIC) - began) / (double)my->count * 1e6);
    for (int i = 0; i < WORKERS; i++)
        co_task_cancel(workers[i]);
    await(GATHER_TASKS(workers));
    work_queue_close(queue);
    return 0;
}

/* Until it answers, or ends since there is no such program. */
static bool start_redis(const char *path, const char *address, pid_t *server)
{
    struct work_queue_options options = { .broker = address };
    struct work_queue *queue;

    fflush(stdout);
    *server = fork();
    if (*server == 0) {
        if (freopen("/dev/null", "w", stdout) && freopen("/dev/null", "w", stderr))
            execlp("redis-server", "redis-server", "--port", "0", "--save", "", "--unixsocket",
                   path, (char *)NULL);
        _exit(127);
    }
    while (waitpid(*server, NULL, WNOHANG) == 0) {
        if (work_queue_open(&queue, &options) == 0) {
            work_queue_close(queue);
            return true;
        }
        if (co_sleep(0.01) < 0)
            break;
    }
    return false;
}

MEASURE
{
    char folder[64], path[80], address[96];
    pid_t server;
    int rc = 0;

    await(CALL(all_jobs, "work-queue-memory", NULL, my->count));
    snprintf(folder, sizeof folder, "%s/asyncdemo-bench-XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : P_tmpdir);
    if (io_library_load(&hiredis_library) < 0 || !mkdtemp(folder))
        return 0;
    snprintf(path, sizeof path, "%s/redis", folder);
    snprintf(address, sizeof address, "unix://%s", path);
    if (start_redis(path, address, &server)) {
        rc = CALL(all_jobs, "work-queue", address, my->count);
        kill(server, SIGTERM);
        waitpid(server, NULL, 0);
    }
    unlink(path);
    rmdir(folder);
    return rc;
}
