/* What to choose, and what to look for: each line names a demo that shows it. */
#include "cli/topic.h"

#include <stdio.h>
#include <string.h>

const struct topic_advice topic_choosing[] = {
    { "one task at a time uses a thing", "Lock", "lock" },
    { "so many tasks use it at a time", "Semaphore", "semaphore" },
    { "so many actions a second", "token bucket", "token-bucket" },
    { "tasks wait until something happened", "Event", "event" },
    { "tasks wait until a state is right", "Condition", "condition" },
    { "tasks wait for each other", "Barrier", "barrier" },
    { "items go from task to task", "Queue", "queue" },
    { "the most urgent item comes first", "PriorityQueue", "priority-queue" },
    { "a slow reader holds writers back", "Queue with a bound", "backpressure" },
    { "few tasks for many jobs", "worker pool", "worker-pool" },
    { "all results, in order", "gather", "gather" },
    { "errors beside the results", "gather, with exceptions", "errors" },
    { "each result when it is there", "as_completed", "as-completed" },
    { "the first task that ends", "wait, FIRST_COMPLETED", "wait-first" },
    { "the first task that succeeds", "a loop around wait", "first-response" },
    { "tasks that succeed or fail together", "TaskGroup", "task-group" },
    { "a call that may take too long", "wait_for", "timeout" },
    { "a block that may take too long", "timeout", "timeout-scope" },
    { "work that a cancel must not stop", "shield", "shield" },
    { "work that no task awaits", "a set of tasks", "background" },
    { "a function that blocks", "run_in_executor", "executor" },
    { "another thread calls the loop", "run_coroutine_threadsafe", "threadsafe" },
    { "an error that may pass", "retry with jitter", "retry-jitter" },
    { "a service that is down for long", "circuit breaker", "circuit-breaker" },
    { "only the last of a burst of calls", "debouncer", "debounce" },
    { "values that come one by one", "async generator", "async-generator" },
    { "an object to loop over", "__aiter__, __anext__", "iterator-protocol" },
    { "something to undo on every way out", "async with", "context-manager" },
    { "a value of its own for each task", "ContextVar", "context-var" },
    { "another program", "create_subprocess_shell", "subprocess" },
    { "an end at Ctrl-C or kill", "add_signal_handler", "shutdown" },
    { "all of this around one server", "patterns, in order", "crawler" },
    { 0 },
};

const struct topic_advice topic_checklist[] = {
    { "No coroutine makes a call that blocks the thread.", NULL, "mistake-blocking" },
    { "Every call of a coroutine has its await.", NULL, "mistake-missing-await" },
    { "Every task is kept, and awaited at the end.", NULL, "mistake-fire-and-forget" },
    { "No coroutine runs a loop.", NULL, "mistake-nested-run" },
    { "No await stands between a check and its action.", NULL, "mistake-shared-state" },
    { "An error of one task loses no other results.", NULL, "errors" },
    { "An error of a background task is looked at.", NULL, "background" },
    { "Every call to others has a time limit.", NULL, "timeout-scope" },
    { "A cancelled coroutine cleans up and passes it on.", NULL, "cancel-cleanup" },
    { "A signal ends the program after the work in hand.", NULL, "shutdown-event" },
    { "A server does not get all requests at once.", NULL, "http-limit" },
    { "Requests have a limit a second, not only at a time.", NULL, "rate-limit" },
    { "The status of an answer is checked.", NULL, "http" },
    { "A retry waits longer each time, with a random part.", NULL, "retry-jitter" },
    { "A queue has a bound, and no task waits for itself.", NULL, "crawler" },
    { "task_done is called for each item, also after errors.", NULL, "worker-pool" },
    { "Every consumer gets an end marker of its own.", NULL, "fan-out" },
    { "The wait for a condition checks it again.", NULL, "condition-predicate" },
    { "Long work runs in a thread, or in Python in a process.", NULL, "blocking" },
    { "Debug mode has no complaint.", NULL, "debug" },
    { 0 },
};

enum { NEED_WIDTH = 35, ANSWER_WIDTH = 24, RULE_WIDTH = 54 };

static void write_advice(const struct page *page, const char *topic, const struct topic_advice *row)
{
    page_heading(page, "asyncdemo help %s\n", topic);
    for (; row->need; row++) {
        if (row->answer)
            printf("  %-*s %-*s %s\n", NEED_WIDTH, row->need, ANSWER_WIDTH, row->answer, row->demo);
        else
            printf("  %-*s %s\n", RULE_WIDTH, row->need, row->demo);
    }
    printf("\nThe last word is the demo that shows it:  asyncdemo show %s\n", row[-1].demo);
}

void topic_write_choosing(const struct page *page)
{
    write_advice(page, "choosing", topic_choosing);
}

void topic_write_checklist(const struct page *page)
{
    write_advice(page, "checklist", topic_checklist);
}
