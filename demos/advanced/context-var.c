/*
 * A context variable [1] has its own value in each task. gather makes the tasks, and each task
 * gets a copy of main's context. A value that a task sets [2] is seen by all functions that
 * the task calls [3], but by no other task, and the value in main does not change. So the
 * steps know the request that they work on, although it is not an argument.
 */
#include "demo.h"

/* Until a task sets it, it is None. [1] */
static struct co_context_var request_id = CO_CONTEXT_VAR("request_id", (intptr_t)"None");

ASYNC(step1)
{
    const char *rid = (const char *)co_context_var_get(&request_id); /* [3] */
    log_time("[%s] Step 1", rid);
    await(co_sleep(0.1));
    return 0;
}

ASYNC(step2)
{
    const char *rid = (const char *)co_context_var_get(&request_id);
    log_time("[%s] Step 2", rid);
    await(co_sleep(0.1));
    return 0;
}

ASYNC(process_request, const char *rid;)
{
    co_context_var_set(&request_id, (intptr_t)my->rid);             /* [2] */
    await(CALL(step1));
    await(CALL(step2));
    return 0;
}

ASYNC(main)
{
    return GATHER(NAMED(CORO(process_request, "req-001"), "req-001"),
                  NAMED(CORO(process_request, "req-002"), "req-002"),
                  NAMED(CORO(process_request, "req-003"), "req-003"));
}

DEMO(context_var, .title = "Context variables: a value for each task",
     .section = "Async Context Variable");
