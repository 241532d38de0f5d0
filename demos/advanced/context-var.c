/*
 * A context variable [1] has a value of its own in each task. When gather makes the tasks each
 * gets a copy of main's context; what one sets [2] is seen by all that it calls [3], and by no
 * other task, and stays as it was in main. So the steps know whose request they work on
 * without being told.
 */
#include "demo.h"

/* Where nobody has set it, it is None. [1] */
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
    return GATHER(CORO(process_request, "req-001"), CORO(process_request, "req-002"),
                  CORO(process_request, "req-003"));
}

DEMO(context_var, .title = "Context variables: a value for each task",
     .section = "Async Context Variable");
