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
    for (long i = 0; i < my->count; i++) {
        char id[24];
        struct work_job job = { .id = id, .priority = 1, .data = IO_STRING("job") };

        snprintf(id, sizeof id, "%ld", i);
        await(work_queue_put(my->queue, &job));
    }
    return 0;
}

ASYNC(work, struct work_queue *queue; int number; long *left;)
{
    struct worker *worker;
    char name[16];

    snprintf(name, sizeof name, "worker-%d", my->number);
    await(worker_open(&worker, my->queue, name));
    while (*my->left > 0) {
        struct work_job job;

        --*my->left;
        await(worker_get(worker, &job));
        await(worker_done(worker, "done", 4));
    }
    return worker_close(worker);
}

ASYNC(all_jobs, const char *name; const char *broker; long count;)
{
    struct work_queue_options options = { .broker = my->broker };
    struct work_queue *queue;
    struct co_task *workers[WORKERS];
    static long left;

    left = my->count;
    await(work_queue_open(&queue, &options));
    double began = seconds_on(CLOCK_MONOTONIC);
    struct co_task *putter = co_create_task(CORO(put_jobs, queue, my->count));
    for (int i = 0; i < WORKERS; i++)
        workers[i] = co_create_task(CORO(work, queue, i, &left));
    await(co_await(putter));
    await(GATHER_TASKS(workers));
    figure(my->name, (seconds_on(CLOCK_MONOTONIC) - began) / (double)my->count * 1e6);
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
