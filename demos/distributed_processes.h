/*
 * The demo distributed with --broker: the queue is in Redis, and the workers are processes.
 *
 * Here src/work_queue/work_queue.h does the work of the manager: jobs wait by priority, and each
 * job belongs to a worker until the worker has done it or is lost. A worker is "asyncdemo worker".
 * You may start more workers by hand, on this machine or on others, if --queue=NAME gives the
 * queue a known name. The worker that crashes is killed [7], so it cannot report its end. A task
 * on which five workers were lost is set aside [8]. If the last worker is lost before all tasks
 * are done, main fails [9].
 *
 * The demo includes this file after its manager, which keeps the list of the tasks here, too.
 */
#ifndef DISTRIBUTED_PROCESSES_H
#define DISTRIBUTED_PROCESSES_H

#include "io/process/process.h"
#include "work_queue/work_queue.h"

static struct work_queue *queue;
static struct io_process *processes[N_WORKERS + 1];
static struct co_event began[N_WORKERS + 1];
static int ended;                                                   /* processes */
static size_t answered, set_aside;                                  /* tasks */

static int kill_process(void *process)
{
    io_process_kill(process);
    return 0;
}

ASYNC(process_lost, const char *name;)
{
    char lost[WORK_JOB_ID_MAX];
    int rc = await(work_queue_lost(queue, my->name, lost));
    if (rc > 0)
        log_time("%s: crashed while running %s", my->name, lost);
    if (rc == 1)
        log_time("manager: %s lost, reassigning %s", my->name, lost);
    return 0;
}

ASYNC(run_process, int number; const char *name;)
{
    const char *command[] = { program(), "worker", "--broker", broker(), "--queue", broker_queue(),
                              "--name", my->name, NULL };
    struct io_process_options options = { .output = IO_DEVNULL, .errors = IO_PIPE };
    if (my->number > 1)                                             /* one after the other */
        await(co_event_wait(&began[my->number - 1]));
    await(io_create_subprocess_exec(&processes[my->number], command, &options));
    struct io_process *process = processes[my->number];
    manager.workers[my->number] = true;
    const char *line;
    while (await(io_stream_readline(io_process_errors(process), &line)) > 0) {
        log_time("%s", line);
        co_event_set(&began[my->number]);
        if (CRASH[my->number] > 0 && strstr(line, "started"))
            co_call_later(CRASH[my->number], kill_process, process);    /* [7] */
    }
    int status;
    await(io_process_wait(process, &status));
    co_event_set(&began[my->number]);
    manager.workers[my->number] = false;
    if (status < 0)
        await(CALL(process_lost, my->name));
    bool is_last = ++ended == N_WORKERS;
    if (is_last && await(work_queue_size(queue)) > 0 && await(work_queue_workers(queue)) == 0)
        return co_raise(-ECONNRESET, "no worker is left");          /* [9] */
    return 0;
}

ASYNC(put_task, struct task *task;)
{
    char *seconds = F("%g", my->task->duration);
    struct work_job job = { .id = my->task->id, .priority = my->task->priority };
    job.data = IO_STRING(seconds);
    my->task->status = "pending";
    return work_queue_put(queue, &job);
}

ASYNC(take_result)
{
    struct work_result result;
    await(work_queue_result(queue, &result));
    FOR_EACH(task, manager.tasks)
        if (strcmp(task->id, result.job) == 0 && strcmp(task->status, "pending") == 0) {
            task->status = result.is_set_aside ? "set aside" : "completed";     /* [8] */
            task->attempts = result.attempts;
            task->result = F("%s", result.data.data);
            answered++;
            set_aside += result.is_set_aside;
            if (result.is_set_aside)
                log_time("manager: %s set aside: %s", task->id, task->result);
            return work_queue_forget(queue, &result);
        }
    return 0;                                                       /* it is no task's */
}

ASYNC(take_results)
{
    while (answered < COUNT(manager.tasks))
        await(CALL(take_result));
    if (set_aside)
        log_time("manager: %zu of %zu tasks set aside, workers left: %s", set_aside,
                 COUNT(manager.tasks), workers_left());
    else
        log_time("manager: all tasks completed, workers left: %s", workers_left());
    FOR_EACH(t, manager.tasks)
        log_time("%s: %s, attempts %d, result: %s", t->id, t->status, t->attempts, t->result);
    for (int i = 1; i <= N_WORKERS; i++)
        if (manager.workers[i])
            io_process_terminate(processes[i]);
    return 0;
}

ASYNC(main_on_broker)
{
    struct work_queue_options options = { broker(), broker_queue(), .is_own = true };
    await(work_queue_open(&queue, &options));
    await(work_queue_clear(queue));

    FOR_EACH(task, manager.tasks) {
        await(CALL(put_task, task));
        log_time("manager: added %s (priority %d)", task->id, task->priority);
    }
    await(GATHER(NAMED(CORO(take_results), "manager"), NAMED_CORO(run_process, 1, "Worker-1"),
                 NAMED_CORO(run_process, 2, "Worker-2"), NAMED_CORO(run_process, 3, "Worker-3")));
    await(work_queue_clear(queue));                              /* nothing is left of it */
    if (set_aside)
        return co_raise(-ECONNRESET, "%zu of %zu tasks set aside", set_aside, COUNT(manager.tasks));
    return 0;
}

#endif
