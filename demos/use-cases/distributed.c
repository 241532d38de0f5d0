/*
 * A manager has tasks, and workers do them, the most urgent task first [1]. A worker may be
 * lost in the middle of its task: a process is killed, a machine loses its power. Then another
 * worker must do the task, so the manager has to know which worker has which task, and it has
 * to learn of the loss.
 *
 * Here Worker-2 crashes in the middle of T4 [2]. The coroutine that runs the worker catches
 * that, and tells the manager [3]. The manager puts T4 back into the queue [4], where it
 * overtakes all less urgent tasks, and Worker-3 takes it next. main waits until all tasks are
 * done [5]. The manager says task_done for the lost worker's get, too, but only after it has
 * put the task back [6]: in between, the queue would seem to be done.
 *
 * The tutorial's flaw: its text names priorities, lost workers and fault tolerance, but its
 * class has none of them. --variant=flaw is that class as printed: its queue is in order of
 * arrival, and the manager is not told of lost workers. Worker-2 takes T2 with it. main looks
 * after two seconds: T2 is still "running", and no task has noticed. By default the class has
 * what the tutorial names. With --broker the workers are processes: see
 * demos/distributed_processes.h.
 *
 * Key point: T4 needs attempts 2, and is completed at 0.500 although its first worker is lost.
 *
 * Use it when work is worth more than the worker that does it.
 *
 * The tutorial says that its manager has priorities and fault tolerance; in fact its class
 * only has a queue and a dictionary.
 */
#include "demo.h"

enum { N_WORKERS = 3 };

struct task {                                                       /* added */
    const char *id;
    int priority;                                                   /* 1: most urgent */
    double duration;
    const char *status, *result;
    int worker, attempts;
};

struct task_manager {
    struct task tasks[6];                                           /* all tasks */
    struct co_queue pending_tasks;                                  /* to be processed */
    bool workers[N_WORKERS + 1];                                    /* is it active? */
    struct co_lock lock;
};

METHOD(task_manager, add_task, struct task *task;)
{
    WITH_LOCK(&self->lock)
        my->task->status = "pending", my->task->result = "None";
    return co_queue_put(&self->pending_tasks, my->task);
}

METHOD(task_manager, complete_task, struct task *task; const char *result;)
{
    WITH_LOCK(&self->lock) {
        my->task->status = "completed";
        my->task->result = my->result;
    }
    if (!variant("flaw"))
        co_queue_task_done(&self->pending_tasks);
    return 0;
}

/* added, as all below */
METHOD(task_manager, worker_lost, int worker;)
{
    self->workers[my->worker] = false;
    FOR_EACH(task, self->tasks)
        if (strcmp(task->status, "running") == 0 && task->worker == my->worker) {
            task->status = "pending", task->worker = 0;
            log_time("manager: Worker-%d lost, reassigning %s", my->worker, task->id);
            await(co_queue_put(&self->pending_tasks, task));        /* [4] */
            co_queue_task_done(&self->pending_tasks);               /* [6] */
        }
    return 0;
}

static int more_urgent(const void *a, const void *b)
{
    return ((const struct task *)a)->priority - ((const struct task *)b)->priority;
}

static struct task_manager manager = {
    .tasks = { { "T1", 3, .duration = 0.3 }, { "T2", 1, .duration = 0.4 },
               { "T3", 2, .duration = 0.2 }, { "T4", 1, .duration = 0.3 },
               { "T5", 3, .duration = 0.25 }, { "T6", 2, .duration = 0.5 } },
};

static const char *workers_left(void)
{
    const char *text = "";
    for (int i = 1; i <= N_WORKERS; i++)
        if (manager.workers[i])
            text = F("%s%sWorker-%d", text, *text ? ", " : "", i);
    return *text ? text : "none";
}

static const double CRASH[N_WORKERS + 1] = { [2] = 0.15 };     /* s into its first task */

ASYNC(worker, int number;)
{
    while (true) {
        struct task *task;
        await(co_queue_get(&manager.pending_tasks, &task));
        task->status = "running", task->worker = my->number;
        task->attempts++;
        log_time("Worker-%d: started %s (priority %d)", my->number, task->id, task->priority);
        if (CRASH[my->number] > 0) {
            await(co_sleep(CRASH[my->number]));
            log_time("Worker-%d: crashed while running %s", my->number, task->id);
            return co_raise(-ECONNRESET, "Worker-%d", my->number);  /* [2] raise WorkerCrash */
        }
        await(co_sleep(task->duration));
        char *result = F("%s computed by Worker-%d", task->id, my->number);
        await(CALL(complete_task, &manager, task, result));
        log_time("Worker-%d: completed %s", my->number, task->id);
    }
}

ASYNC(run_worker, int number;)
{
    manager.workers[my->number] = true;
    int rc = await_except(-ECONNRESET, CALL(worker, my->number));
    if (rc == -ECONNRESET && !variant("flaw"))                      /* except WorkerCrash: */
        await(CALL(worker_lost, &manager, my->number));             /* [3] */
    return 0;
}

ASYNC(main)
{
    manager.pending_tasks =
        variant("flaw") ? CO_QUEUE(0) : CO_PRIORITY_QUEUE(0, more_urgent); /* [1] */
    manager.pending_tasks.describe = co_describe_named;
    FOR_EACH(task, manager.tasks) {
        await(CALL(add_task, &manager, task));
        log_time("manager: added %s (priority %d)", task->id, task->priority);
    }
    TASKS(workers, NAMED(CORO(run_worker, i + 1), F("Worker-%d", i + 1)), i, N_WORKERS);
    await(variant("flaw") ? co_sleep(2) : co_queue_join(&manager.pending_tasks));   /* [5] */
    log_time(variant("flaw") ? "-- two seconds later, workers left: %s"
                             : "manager: all tasks completed, workers left: %s", workers_left());
    FOR_EACH(t, manager.tasks)
        log_time("%s: %s, attempts %d, result: %s", t->id, t->status, t->attempts, t->result);
    FOR_EACH(worker, workers)
        co_task_cancel(*worker);
    return 0;
}

#include "distributed_processes.h"

DEMO(distributed, .main_on_broker = main_on_broker_start,
     .title = "Distributed tasks: priorities, and a worker that crashes",
     .section = "7", .flaw = "no priorities, and a lost worker's task is lost with it",
     .variants = { { "flaw", "the class as printed: T2 is lost, and no task notices", 0 } });
