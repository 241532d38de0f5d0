/*
 * A manager gives tasks to three workers, the most urgent task first [1]. Worker-2 crashes in
 * the middle of T4 [4]. The coroutine that runs the worker tells the manager that the worker
 * is lost [5]. The manager puts the task back into the queue [2], where it overtakes all less
 * urgent tasks, and Worker-3 takes it next. main waits until task_done has been called for
 * each task [6]. The manager puts the task back before it calls task_done for the lost
 * worker's get [3], so that this wait does not end in between.
 *
 * The tutorial's flaw: its text names priorities, lost workers and reassignment, but its class
 * has none of them. It has a queue in order of arrival; it does not notice a lost worker, and
 * never calls task_done. --variant=flaw is that class as printed. T2 is lost with Worker-2 and
 * stays "running" for ever, the other workers wait for tasks that never come, and the loop
 * sees that nothing can run again. By default the class has what the tutorial names.
 */
#include "demo.h"

#include "work_queue/work_queue.h"

enum { N_WORKERS = 3 };

struct task {
    const char *id;
    int priority;                                                   /* 1: most urgent */
    double duration;
    const char *status;
    int worker, attempts;
    char result[80];
};

static struct task tasks[] = {                                      /* all tasks */
    { .id = "T1", .priority = 3, .duration = 0.3 },
    { .id = "T2", .priority = 1, .duration = 0.4 },
    { .id = "T3", .priority = 2, .duration = 0.2 },
    { .id = "T4", .priority = 1, .duration = 0.3 },
    { .id = "T5", .priority = 3, .duration = 0.25 },
    { .id = "T6", .priority = 2, .duration = 0.5 },
};

/* ---- The manager ----------------------------------------------------------------------- */

static struct co_queue pending_tasks;                               /* to be processed */
static bool workers[N_WORKERS + 1];                                 /* is it active? */
static struct co_lock lock;

static int more_urgent(const void *a, const void *b)
{
    return ((const struct task *)a)->priority - ((const struct task *)b)->priority;
}

ASYNC(add_task, struct task *task;)
{
    WITH_LOCK(&lock)
        my->task->status = "pending";
    return co_queue_put(&pending_tasks, my->task);
}

ASYNC(complete_task, struct task *task; int worker;)
{
    WITH_LOCK(&lock) {
        my->task->status = "completed";
        sprintf(my->task->result, "%s computed by Worker-%d", my->task->id, my->worker);
    }
    if (!variant("flaw"))
        co_queue_task_done(&pending_tasks);
    return 0;
}

ASYNC(worker_lost, int worker;)
{
    workers[my->worker] = false;
    for (size_t i = 0; i < COUNT(tasks); i++) {
        struct task *task = &tasks[i];
        if (strcmp(task->status, "running") == 0 && task->worker == my->worker) {
            task->status = "pending", task->worker = 0;
            log_time("manager: Worker-%d lost, reassigning %s", my->worker, task->id);
            await(co_queue_put(&pending_tasks, task));              /* [2] */
            co_queue_task_done(&pending_tasks);                     /* [3] */
        }
    }
    return 0;
}

static const char *workers_left(void)
{
    static char text[N_WORKERS * 16];
    size_t used = 0;
    for (int i = 1; i <= N_WORKERS; i++)
        if (workers[i])
            used += (size_t)sprintf(text + used, used ? ", Worker-%d" : "Worker-%d", i);
    return text;
}

/* ---- The workers ----------------------------------------------------------------------- */

static const double CRASH[N_WORKERS + 1] = { [2] = 0.15 };     /* s into its first task */

ASYNC(worker, int number;)
{
    while (true) {
        struct task *task;
        await(co_queue_get(&pending_tasks, &task));
        task->status = "running", task->worker = my->number;
        task->attempts++;
        log_time("Worker-%d: started %s (priority %d)", my->number, task->id, task->priority);
        if (CRASH[my->number] > 0) {
            await(co_sleep(CRASH[my->number]));
            log_time("Worker-%d: crashed while running %s", my->number, task->id);
            return co_raise(-ECONNRESET, "Worker-%d", my->number);  /* [4] raise WorkerCrash */
        }
        await(co_sleep(task->duration));
        await(CALL(complete_task, task, my->number));
        log_time("Worker-%d: completed %s", my->number, task->id);
    }
}

ASYNC(run_worker, int number;)
{
    workers[my->number] = true;
    int rc = CALL(worker, my->number);
    if (rc != -ECONNRESET)                                          /* except WorkerCrash: */
        return rc;
    if (!variant("flaw"))
        await(CALL(worker_lost, my->number));                       /* [5] */
    return 0;
}

ASYNC(main)
{
    pending_tasks = variant("flaw") ? CO_QUEUE(0) : CO_PRIORITY_QUEUE(0, more_urgent); /* [1] */

    for (size_t i = 0; i < COUNT(tasks); i++) {
        await(CALL(add_task, &tasks[i]));
        log_time("manager: added %s (priority %d)", tasks[i].id, tasks[i].priority);
    }
    TASKS(workers, NAMED(CORO(run_worker, i + 1), F("Worker-%d", i + 1)), i, N_WORKERS);
    await(co_queue_join(&pending_tasks));                           /* [6] */
    log_time("manager: all tasks completed, workers left: %s", workers_left());
    for (size_t i = 0; i < COUNT(tasks); i++) {
        const struct task *t = &tasks[i];
        log_time("%s: %s, attempts %d, result: %s", t->id, t->status, t->attempts, t->result);
    }
    for (int i = 0; i < N_WORKERS; i++)
        co_task_cancel(workers[i]);
    return 0;
}

/* ---- With --broker: the queue is in Redis, and the workers are processes ----------------
 *
 * Here src/work_queue/work_queue.h does the work of the manager: jobs wait by priority, and each
 * job belongs to a worker until the worker has done it or is lost. A worker is "asyncdemo worker".
 * You may start more workers by hand, on this machine or on others, if --queue=NAME gives the
 * queue a known name. The worker that crashes is killed [7], so it cannot report its end. A task
 * on which five workers were lost is set aside [8]. If the last worker is lost before all tasks
 * are done, main fails [9].
 */
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
    if (rc == 0)
        return 0;
    log_time("%s: crashed while running %s", my->name, lost);
    if (rc == 1)
        log_time("manager: %s lost, reassigning %s", my->name, lost);
    return 0;
}

ASYNC(run_process, int number;)
{
    char name[16];
    sprintf(name, "Worker-%d", my->number);
    const char *command[] = { program(), "worker", "--broker", broker(), "--queue", broker_queue(),
                              "--name", name, NULL };
    struct io_process_options options = { .output = IO_DEVNULL, .errors = IO_PIPE };
    if (my->number > 1)                                             /* one after the other */
        await(co_event_wait(&began[my->number - 1]));
    await(io_create_subprocess_exec(&processes[my->number], command, &options));
    struct io_process *process = processes[my->number];
    workers[my->number] = true;
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
    workers[my->number] = false;
    if (status < 0)
        await(CALL(process_lost, name));
    bool is_last = ++ended == N_WORKERS;
    if (is_last && answered < COUNT(tasks) && await(work_queue_workers(queue)) == 0)
        return co_raise(-ECONNRESET, "no worker is left");          /* [9] */
    return 0;
}

ASYNC(put_task, struct task *task;)
{
    char seconds[16];
    my->task->status = "pending";
    struct work_job job = { .id = my->task->id, .priority = my->task->priority };
    sprintf(seconds, "%g", my->task->duration);
    job.data = IO_STRING(seconds);
    return work_queue_put(queue, &job);
}

ASYNC(take_result)
{
    struct work_result result;
    await(work_queue_result(queue, &result));
    for (size_t i = 0; i < COUNT(tasks); i++) {
        struct task *task = &tasks[i];
        if (strcmp(task->id, result.job) == 0 && strcmp(task->status, "pending") == 0) {
            task->status = result.is_set_aside ? "set aside" : "completed";     /* [8] */
            task->attempts = result.attempts;
            snprintf(task->result, sizeof task->result, "%s", result.data.data);
            answered++;
            set_aside += result.is_set_aside;
            if (result.is_set_aside)
                log_time("manager: %s set aside: %s", task->id, task->result);
            return work_queue_forget(queue, &result);
        }
    }
    return 0;                                                       /* it is no task's */
}

ASYNC(manager)
{
    while (answered < COUNT(tasks))
        await(CALL(take_result));
    if (set_aside)
        log_time("manager: %zu of %zu tasks set aside, workers left: %s", set_aside, COUNT(tasks),
                 workers_left());
    else
        log_time("manager: all tasks completed, workers left: %s", workers_left());
    for (size_t i = 0; i < COUNT(tasks); i++) {
        const struct task *t = &tasks[i];
        log_time("%s: %s, attempts %d, result: %s", t->id, t->status, t->attempts, t->result);
    }
    for (int i = 1; i <= N_WORKERS; i++)
        if (workers[i])
            io_process_terminate(processes[i]);
    return 0;
}

ASYNC(main_on_broker)
{
    struct work_queue_options options = { broker(), broker_queue(), .is_own = true };
    await(work_queue_open(&queue, &options));
    await(work_queue_clear(queue));

    for (size_t i = 0; i < COUNT(tasks); i++) {
        await(CALL(put_task, &tasks[i]));
        log_time("manager: added %s (priority %d)", tasks[i].id, tasks[i].priority);
    }
    await(GATHER(CORO(manager), CORO(run_process, 1), CORO(run_process, 2), CORO(run_process, 3)));
    await(work_queue_clear(queue));                                 /* nothing is left of it */
    if (set_aside)
        return co_raise(-ECONNRESET, "%zu of %zu tasks set aside", set_aside, COUNT(tasks));
    return 0;
}

DEMO(distributed, .main_on_broker = main_on_broker_start,
     .title = "Distributed tasks: priorities, and a worker that crashes",
     .section = "7", .flaw = "no priorities, and a lost worker's task is lost with it",
     .variants = { { "flaw", "the class as printed: main waits for the lost task for ever",
                     EXIT_DEADLOCK } });
